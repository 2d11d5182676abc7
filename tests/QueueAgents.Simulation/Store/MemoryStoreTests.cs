using QueueAgents.Conformance;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Simulation.Store;

public class MemoryStoreTests
{
    private readonly MemoryStore store = new(TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_call_is_done_when_it_returns()
    {
        Assert.True(store.CommitAsync([Make.Insert(Make.Run())], Ct).IsCompletedSuccessfully);
        Assert.True(store.TakeDueDispatchesAsync(Make.Now, TimeSpan.FromSeconds(1), 10, Ct).IsCompletedSuccessfully);
        Assert.True(store.ListAsync(Ct).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task R12_A_crash_before_a_commit_leaves_nothing_and_one_after_it_leaves_all()
    {
        var (lost, done) = (Make.Insert(Make.Run()), Make.Insert(Make.Run()));

        store.Reach = (name, point) => Crash(name == "Commit" && point == IoPoint.Before);
        await Assert.ThrowsAsync<IOException>(() => store.CommitAsync([lost], Ct));
        store.Reach = (name, point) => Crash(name == "Commit" && point == IoPoint.After);
        await Assert.ThrowsAsync<IOException>(() => store.CommitAsync([done], Ct));

        store.Reach = null;
        Assert.Equal([done.Transitions[0].CommandId], await store.FindCommittedAsync([.. new[] { lost, done }.Select(c => (c.Run.RunId, c.Transitions[0].CommandId))], Ct));

        static void Crash(bool now)
        {
            if (now) throw new IOException("crash");
        }
    }

    [Fact]
    public async Task R1_A_change_that_breaks_a_constraint_takes_its_whole_batch_with_it()
    {
        var (good, bad) = (Make.Run(), Make.Run());
        RunChange[] batch = [Make.Insert(good), Make.Insert(bad) with { NewRows = [Make.Row(bad, 1), Make.Row(bad, 1, attempt: 2)] }];

        await Assert.ThrowsAsync<RefusedChangeException>(() => store.CommitAsync(batch, Ct));

        Assert.Empty(store.All);
    }
}
