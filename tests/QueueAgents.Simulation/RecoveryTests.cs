using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Recovery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Simulation.Fleet;
using QueueAgents.Simulation.Store;
using Xunit;

namespace QueueAgents.Simulation;

/// <summary>Corners of recovery that a random scenario meets too seldom to rely on.</summary>
public sealed class RecoveryTests : IFleetBus
{
    private readonly MemoryStore store = new(TimeProvider.System);
    private readonly FleetClock clock = new(TimeProvider.System);
    private readonly TaskCompletionSource silence = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    Task<bool> IFleetBus.SendStepAsync(string queue, ExecuteStep step, Guid messageId, ActivityContext trace, bool mayShare) => Task.FromResult(true);

    async Task IFleetBus.PublishAsync(object message, Guid messageId, ActivityContext trace, CancellationToken ct) => await silence.Task;

    private Sender Sender(IDeliverer deliverer)
        => new(this, deliverer, new Confirmations(store, clock, new QueueWait(TimeSpan.FromMinutes(15))), store, new Cascade(store, deliverer), new StepPace(), clock, new Limits(), NullLogger<Sender>.Instance);

    private Relay Relay(IDeliverer deliverer) => new(store, Sender(deliverer), deliverer, clock, NullLogger<Relay>.Instance);

    [Fact]
    public async Task R9_a_child_that_starts_after_its_parent_has_ended_is_cancelled()
    {
        var parent = Make.Run() with { State = RunState.Cancelled };
        await store.CommitAsync([Make.Insert(parent)], Ct);
        var child = Make.Run() with { ParentRunId = parent.RunId, ParentSeq = 2 };
        var recorder = new Recorder(message => message is SubmitChild ? store.CommitAsync([Make.Insert(child)], Ct) : Task.CompletedTask);
        var start = new SubmitChild { Run = new SubmitRun { RunId = child.RunId, Agent = "child" }, ParentRunId = parent.RunId, ParentSeq = 2, Depth = 1 };

        await Sender(recorder).SendAsync(new Outgoing(Guid.NewGuid(), parent.RunId, Route.Run, start), default, Ct);

        Assert.Equal(child.RunId, Assert.IsType<CancelRun>(recorder.Delivered[^1]).RunId);
    }

    [Fact]
    public async Task R9_a_child_that_a_retry_has_started_survives_the_end_of_those_before_it()
    {
        var parent = Make.FanOut(1, 1, 2);
        var (before, now) = (Make.Run() with { ParentRunId = parent.RunId }, Make.Run() with { ParentRunId = parent.RunId });
        var awaiting = Make.Row(parent, 1, attempt: 2) with { Kind = StepKind.Child, Phase = DispatchPhase.Child, DueAt = null, ChildRunId = now.RunId };
        await store.CommitAsync([Make.Insert(parent) with { NewRows = [awaiting] }, Make.Insert(before), Make.Insert(now)], Ct);
        var recorder = new Recorder();

        await new Cascade(store, recorder).RunAsync(parent.RunId, new Cause(Guid.NewGuid()), Ct);

        Assert.Equal([before.RunId], recorder.Delivered.Cast<CancelRun>().Select(c => c.RunId));
    }

    [Fact]
    public async Task R9_a_message_of_a_newer_release_keeps_no_lease_from_expiring()
    {
        var run = Make.Run();
        var future = Make.Outbox(run, clock.Now.AddMinutes(-1)) with { Type = "from-the-future" };
        await store.CommitAsync([Make.Insert(run) with { NewRows = [Make.Leased(run, 1, "w", clock.Now.AddSeconds(-1))], Outbox = [future] }], Ct);
        var recorder = new Recorder();

        await Relay(recorder).RunOnceAsync(Ct);

        Assert.Equal("w", Assert.IsType<StepLost>(Assert.Single(recorder.Delivered)).Owner);
    }

    [Fact]
    public async Task R9_a_run_that_cannot_be_written_keeps_no_other_waiting()
    {
        var (bad, good) = (Make.Run(), Make.Run());
        await store.CommitAsync([.. new[] { bad, good }.Select(r => Make.Insert(r) with { NewRows = [Make.Leased(r, 1, "w", clock.Now.AddSeconds(-1))] })], Ct);
        var recorder = new Recorder(message => message is StepLost lost && lost.RunId == bad.RunId ? throw new InvalidOperationException("bad row") : Task.CompletedTask);

        await Relay(recorder).RunOnceAsync(Ct);

        Assert.Equal(2, recorder.Delivered.Count);
    }

    [Fact]
    public async Task A_silent_broker_holds_up_no_message_between_our_own_runs()
    {
        var run = Make.Run();
        var told = OutboxMessages.Store(new Outgoing(Guid.NewGuid(), run.RunId, Route.Publish, new RunCompleted { RunId = run.RunId }), clock.Now.AddMinutes(-2), null);
        var ended = OutboxMessages.Store(new Outgoing(Guid.NewGuid(), run.RunId, Route.Run, new ChildEnded { RunId = run.RunId, Seq = 1, ChildRunId = Guid.NewGuid(), Ok = true }), clock.Now.AddMinutes(-1), null);
        await store.CommitAsync([Make.Insert(run) with { Outbox = [told, ended] }], Ct);
        var recorder = new Recorder();

        var relaying = Relay(recorder).RunOnceAsync(Ct);

        Assert.IsType<ChildEnded>(Assert.Single(recorder.Delivered));
        silence.SetResult();
        await relaying;
    }

    [Fact]
    public async Task A_paused_run_is_sent_nothing_and_its_step_stays_due()
    {
        var run = Make.Run() with { State = RunState.Paused };
        await store.CommitAsync([Make.Insert(run) with { NewRows = [Make.Row(run, 1) with { DueAt = clock.Now.AddSeconds(-1) }] }], Ct);

        await Relay(new Recorder()).RunOnceAsync(Ct);

        var row = Assert.Single(store[run.RunId]!.OpenRows);
        Assert.Equal((DispatchPhase.Unsent, true), (row.Phase, row.DueAt > clock.Now));
    }
}
