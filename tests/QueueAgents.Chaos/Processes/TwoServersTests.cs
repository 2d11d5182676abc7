using Npgsql;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Chaos.Processes;

/// <summary>Several servers on one set of queues. Which of them comes first is not known here: it is by lot.</summary>
public sealed class TwoServersTests(Nodes nodes)
{
    private static readonly TimeSpan Exits = TimeSpan.FromSeconds(60);

    /// <summary>Sooner than the client would ask again: that would not count.</summary>
    private static readonly TimeSpan Soon = FleetClient.Patience - TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Each_leaves_in_order_under_load_and_another_takes_its_place()
    {
        var plan = new FleetPlan(await nodes.VirtualHostAsync(), await nodes.DatabaseAsync()) { Servers = 2, Serves = Echo.Name };
        await using var fleet = await RunningFleet.StartAsync(plan);
        await Eventually.Async("both to read outcomes", async () => await ReadersAsync(plan) == 2);
        using var enough = new CancellationTokenSource();
        var submitting = Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var mine = 0;
            for (; !enough.IsCancellationRequested; mine++) await fleet.Client.SubmitAsync(New());
            return mine;
        }));

        foreach (var server in fleet.Servers.ToList())
        {
            await fleet.AddServerAsync();
            var ended = await CompletedAsync(fleet);
            await Eventually.Async("work to be under way", async () => await CompletedAsync(fleet) >= ended + 20, Exits, fleet.Tails);
            server.Terminate();
            Assert.Equal(0, await server.WaitForExitAsync(Exits));
        }

        await enough.CancelAsync();
        var runs = (await submitting).Sum();
        await Eventually.Async("all runs to complete", async () => await CompletedAsync(fleet) == runs, Exits, fleet.Tails);
        await ProcessTests.NothingTwiceAsync(fleet, runs);
    }

    [Fact]
    public async Task Whose_database_does_not_answer_leaves_new_work_to_the_other()
    {
        var direct = new NpgsqlConnectionStringBuilder(await nodes.DatabaseAsync());
        await using var one = TcpFaultProxy.To(direct.Port);
        await using var other = TcpFaultProxy.To(direct.Port);
        await using var fleet = await RunningFleet.StartAsync(new FleetPlan(await nodes.VirtualHostAsync(), direct.ConnectionString) { Servers = 0, Workers = 0 });
        foreach (var way in new[] { one, other }) await fleet.AddServerAsync(new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Port = way.Port }.ConnectionString);
        await fleet.AddWorkerAsync(Echo.Name);
        await fleet.ReadyAsync();

        List<Task<Guid>> submitted = [];
        foreach (var way in new[] { one, other })
        {
            way.Pause(); // Silent, as a network that is gone: nothing is refused.
            var row = 0;
            await Eventually.Async("ten in a row to be taken", async () =>
            {
                var submitting = fleet.Client.SubmitAsync(New());
                submitted.Add(submitting);
                row = await Task.WhenAny(submitting, Task.Delay(Soon, TestContext.Current.CancellationToken)) == submitting ? row + 1 : 0;
                return row == 10;
            }, TimeSpan.FromMinutes(3), () => $"{row} were\n{fleet.Tails()}");
            way.Resume();
            foreach (var run in await Task.WhenAll(submitted)) await fleet.UntilAsync(run, RunState.Completed);
        }
    }

    private async Task<int> ReadersAsync(FleetPlan plan)
    {
        var channels = await (await nodes.BrokerAsync()).Ctl("list_consumers", "-p", plan.Broker.AbsolutePath.Trim('/'), "queue_name", "channel_pid");
        return channels.Split('\n').Where(line => line.StartsWith($"{Queues.Run}\t", StringComparison.Ordinal)).Distinct().Count();
    }

    private static SubmitRun New() => new() { RunId = Guid.CreateVersion7(), Agent = Echo.Name, Input = Json.Of("hello") };

    private static Task<long> CompletedAsync(RunningFleet fleet) => fleet.ScalarAsync<long>("select count(*) from run where state = 6");
}
