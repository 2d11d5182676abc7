using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Sqlite;

/// <summary>What the next process does not wait for.</summary>
public sealed class SqliteHeritageTests
{
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R9_what_a_dead_process_was_about_to_wake_is_due_at_once()
    {
        using var folder = new TempFolder("sqlite-heritage");
        await using var services = SqliteFixture.Services(folder.File("fleet.db"));
        var (heritage, due) = (services.GetRequiredService<SqliteHeritage>(), services.GetRequiredService<IDueStore>());
        await heritage.CreateAsync(Ct);
        var asleep = Make.Run() with { State = RunState.Waiting, WakeAt = Make.At(10) };
        var queued = Make.Run() with { State = RunState.Queued };
        await services.GetRequiredService<IRunStore>().CommitAsync([Make.Insert(asleep), Make.Insert(queued)], Ct);
        Assert.Equal([asleep.RunId], await due.TakeDueRunsAsync(Make.At(10), Claim, 10, Ct));
        Assert.Equal([queued.RunId], await due.TakeQueuedRunsAsync([queued.Agent], Make.At(10), Claim, 10, Ct));
        Assert.Empty(await due.TakeDueRunsAsync(Make.At(11), Claim, 10, Ct));

        await heritage.TakeOverAsync(Make.At(11), Ct);

        Assert.Equal([asleep.RunId], await due.TakeDueRunsAsync(Make.At(11), Claim, 10, Ct));
        Assert.Equal([queued.RunId], await due.TakeQueuedRunsAsync([queued.Agent], Make.At(11), Claim, 10, Ct));
    }
}
