using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Watching;
using Xunit;

namespace QueueAgents.Integration.Sqlite;

/// <summary>Who watches a run, on a real store; the second's rhythm is the test's.</summary>
public sealed class WatchTests : StoreSuite<SqliteFixture>
{
    private readonly Lazy<RunWatch> watch;

    public WatchTests() => watch = new(() => new RunWatch(OptionalReader!, Runs));

    private RunWatch Watch => watch.Value;

    [Fact]
    public async Task A_run_that_is_there_already_is_answered_at_once_and_one_that_is_not_with_nothing()
    {
        var run = await CommitAsync(Make.Insert(Make.Run()));
        Assert.Equal(1, (await Watch.UntilAsync(run.RunId, now => now.Version == 1, Ct))!.Version);
        Assert.Null(await Watch.UntilAsync(Guid.CreateVersion7(), _ => true, Ct));
    }

    [Fact]
    public async Task A_commit_of_this_process_is_heard_of_at_once()
    {
        var run = await CommitAsync(Make.Insert(Make.Run()));
        var reached = Watch.UntilAsync(run.RunId, now => now.Version == 3, Ct);

        Watch.Committed(await CommitAsync(Make.Next(run)));
        Assert.False(reached.IsCompleted);
        Watch.Committed(run with { Version = 3, State = RunState.Waiting });

        Assert.Equal(RunState.Waiting, (await reached.WaitAsync(TimeSpan.FromSeconds(30), Ct))!.State);
    }

    [Fact]
    public async Task A_state_this_process_passes_through_is_not_missed()
    {
        var run = await CommitAsync(Make.Insert(Make.Run()));
        var reached = Watch.UntilAsync(run.RunId, now => now.State == RunState.Paused, Ct);
        Watch.Committed(run with { Version = 2, State = RunState.Paused });
        Watch.Committed(run with { Version = 3, State = RunState.Running });

        Assert.Equal(RunState.Paused, (await reached.WaitAsync(TimeSpan.FromSeconds(30), Ct))!.State);
    }

    [Fact]
    public async Task A_commit_of_another_server_is_found_by_looking()
    {
        var run = await CommitAsync(Make.Insert(Make.Run()));
        var reached = Watch.UntilAsync(run.RunId, now => now.Version == 3, Ct);
        var second = await CommitAsync(Make.Next(run));
        await Watch.LookAsync(Ct);
        await CommitAsync(Make.Next(second));
        while (!reached.IsCompleted)
        {
            await Watch.LookAsync(Ct);
            await Task.Yield();
        }

        Assert.Equal(3, (await reached)!.Version);
    }

    [Fact]
    public async Task Nobody_watches_when_all_have_gone()
    {
        var run = Make.Run();
        var first = Watch.Watch(run.RunId);
        var second = Watch.Watch(run.RunId);
        Watch.Committed(run with { Version = 4 });
        Assert.Equal(4, await first.NewerThanAsync(3, Ct));
        first.Dispose();
        first.Dispose();
        Assert.Equal(4, await second.NewerThanAsync(1, Ct));
        second.Dispose();

        using var later = Watch.Watch(run.RunId);
        Assert.False(later.NewerThanAsync(0, Ct).IsCompleted);
    }
}
