using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.Unit.Delivery;

public sealed class AfterTheCommitTests : IAfterCommit
{
    private readonly ScriptedStore store = new();
    private readonly List<string> happened = [];

    void IAfterCommit.Committed(Chain chain, Cause cause) => happened.Add("sent");

    [Fact]
    public async Task R8_nothing_is_sent_before_the_commit_has_returned()
    {
        var time = new FakeTimeProvider();
        var clock = new FleetClock(time);
        store.Committing = _ => happened.Add("begun");
        store.Committed = () => happened.Add("committed");
        var commit = new GroupCommit(store, new KnownRuns(1 << 20), new RunMachine(), new MomentSource(clock, new Limits(), _ => 1), clock, this, time, NullLogger<GroupCommit>.Instance);

        var submit = new SubmitRun { RunId = Guid.NewGuid(), Agent = "agent" };
        await commit.CommitAsync([new Delivery<SubmitRun>(submit.RunId, submit, new Cause(Guid.NewGuid()), 100)], TestContext.Current.CancellationToken);

        Assert.Equal(["begun", "committed", "sent"], happened);
    }

    [Fact]
    public async Task R8_what_was_not_committed_is_not_sent()
    {
        var time = new FakeTimeProvider();
        var clock = new FleetClock(time);
        store.Committing = _ => throw new InvalidOperationException("refused");
        var commit = new GroupCommit(store, new KnownRuns(1 << 20), new RunMachine(), new MomentSource(clock, new Limits(), _ => 1), clock, this, time, NullLogger<GroupCommit>.Instance);

        var submit = new SubmitRun { RunId = Guid.NewGuid(), Agent = "agent" };
        var delivery = new Delivery<SubmitRun>(submit.RunId, submit, new Cause(Guid.NewGuid()), 100);
        await commit.CommitAsync([delivery], TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidOperationException>(() => delivery.Settled);
        Assert.Empty(happened);
    }

    [Theory]
    [InlineData(typeof(StepAgent))]
    [InlineData(typeof(WorkerBuilder))]
    public void R8_where_an_authors_code_runs_there_is_no_database_to_hold_a_transaction(Type type)
    {
        string[] databases = ["EntityFrameworkCore", "Npgsql", "Sqlite", "SqlClient", "QueueAgents.Persistence", "QueueAgents.Orchestration", "System.Data.Common"];
        Assert.DoesNotContain(type.Assembly.GetReferencedAssemblies(), a => databases.Any(d => a.Name!.Contains(d, StringComparison.Ordinal)));
    }
}
