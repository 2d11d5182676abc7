using QueueAgents.Contracts;
using QueueAgents.Integration.Fleet;
using QueueAgents.Persistence.SqlServer;
using Xunit;

namespace QueueAgents.Integration.SqlServer;

/// <summary>A server, a worker and a real broker, with the runs in SQL Server.</summary>
public sealed class SqlServerFleetTests(Broker broker, SqlServerNode node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_published_by_another_service_runs_through_its_steps_to_its_result()
    {
        var (name, connection) = await node.CreateAsync(Ct);
        await using (var fleet = await TestFleet.StartAsync(await broker.VirtualHostAsync(), connection, w => w.Add<Counter>("counter"), store: s => s.AddSqlServerStore(connection)))
        {
            var runId = await fleet.SubmitAsync(new SubmitRun { Agent = "counter", Input = Json.Of(5) });

            Assert.Equal("5", (await fleet.UntilAsync(runId, RunState.Completed)).Result.Text);
            var transitions = await fleet.Runs.TransitionsAsync(runId, 0, 100, Ct);
            Assert.Equal(Enumerable.Range(1, transitions.Count), transitions.Select(t => t.Version));
        }

        await node.DropAsync(name);
    }

    [Fact]
    public async Task A_fan_out_is_joined_in_order()
    {
        var (name, connection) = await node.CreateAsync(Ct);
        await using (var fleet = await TestFleet.StartAsync(await broker.VirtualHostAsync(), connection, w => w.Add<Squares>("squares"), store: s => s.AddSqlServerStore(connection)))
        {
            var runId = await fleet.SubmitAsync(new SubmitRun { Agent = "squares", Input = Json.Of(300) });
            Assert.Equal(Enumerable.Range(0, 300).Sum(i => i * i), (await fleet.UntilAsync(runId, RunState.Completed)).Result.As<int>());
        }

        await node.DropAsync(name);
    }
}
