using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using Xunit;

namespace QueueAgents.Unit.Delivery;

public sealed class CommitLoopTests : IAfterCommit, IDisposable
{
    private readonly ScriptedStore store = new();
    private readonly Deliverer deliverer = new();
    private readonly CommitLoad load = new(TimeProvider.System);
    private readonly CommitLoop loop;

    public CommitLoopTests()
    {
        var clock = new FleetClock(TimeProvider.System);
        loop = new CommitLoop(deliverer, new GroupCommit(store, new KnownRuns(1 << 20), new RunMachine(), new MomentSource(clock, new Limits(), _ => 1), clock, this, TimeProvider.System, NullLogger<GroupCommit>.Instance), load);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => loop.Dispose();

    void IAfterCommit.Committed(Chain chain, Cause cause) { }

    private Task<Decision> SubmitAsync(Guid? id = null, int bytes = 1024)
    {
        var runId = id ?? Guid.CreateVersion7();
        return deliverer.DeliverAsync(runId, new SubmitRun { RunId = runId, Agent = "agent" }, new Cause(Guid.NewGuid()), Ct, bytes);
    }

    private async Task<T[]> RunAsync<T>(params Task<T>[] waiting)
    {
        await loop.StartAsync(Ct);
        var all = await Task.WhenAll(waiting);
        await loop.StopAsync(Ct);
        return all;
    }

    [Fact]
    public async Task What_queued_up_meanwhile_is_committed_together_up_to_256_runs()
    {
        await RunAsync([.. Enumerable.Range(0, 300).Select(_ => SubmitAsync())]);
        Assert.Equal([256, 44], store.Batches);
    }

    [Fact]
    public async Task A_batch_is_bounded_in_bytes_too()
    {
        await RunAsync([.. Enumerable.Range(0, 5).Select(_ => SubmitAsync(bytes: 2 << 20))]);
        Assert.Equal([2, 2, 1], store.Batches);
    }

    [Fact]
    public async Task A_hot_run_gets_64_messages_of_a_batch_and_the_others_their_places()
    {
        var hot = Guid.CreateVersion7();
        var first = SubmitAsync(hot);
        var signals = Enumerable.Range(0, 199).Select(i => deliverer.DeliverAsync(hot, new SignalRun { RunId = hot, Name = $"s{i:D3}" }, new Cause(Guid.NewGuid()), Ct)).ToList();
        var other = SubmitAsync();
        await RunAsync([first, .. signals, other]);
        Assert.Equal([2, 1, 1, 1], store.Batches);
        Assert.Equal((199, 200), (store[hot]!.KeptSignals, store[hot]!.Version));
    }

    [Fact]
    public async Task It_outlives_a_batch_that_goes_wrong_and_says_so()
    {
        var (bad, good) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        store.Committing = changes => { if (changes.Any(c => c.Run.RunId == bad)) throw new InvalidOperationException("bad"); };
        var wrong = SubmitAsync(bad);
        await RunAsync(SubmitAsync(good));
        await Assert.ThrowsAsync<InvalidOperationException>(() => wrong);
        Assert.NotNull(store[good]);
        Assert.Equal((2, true), load.Look() is var seen ? (seen.PerCommit, seen.Failed) : default);
    }
}
