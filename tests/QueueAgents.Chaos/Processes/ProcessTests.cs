using Npgsql;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Checks;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Chaos.Processes;

/// <summary>Servers as processes: killed, stopped, doubled, and refused a database they do not know.</summary>
public sealed class ProcessTests(Nodes nodes)
{
    private static readonly TimeSpan Exits = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_a_killed_server_had_committed_and_not_sent_is_sent_by_the_next()
    {
        var broker = await nodes.VirtualHostAsync();
        await using var network = TcpFaultProxy.To(broker.Port);
        await using var fleet = await RunningFleet.StartAsync(new FleetPlan(broker, await nodes.DatabaseAsync())
        {
            Serves = TestFleet.Echo.Name,
            BrokerOfServers = new UriBuilder(broker) { Port = network.Port }.Uri,
            // The relay would send it after three of these; the kill must come first.
            SendTimeout = TimeSpan.FromSeconds(5),
        });

        // The step is on its way out when the network is cut: its transition is committed.
        network.CutWhen((bytes, way) => way == ProxyDirection.ToServer && bytes.IndexOf("\"execute\":"u8) >= 0);
        var run = Guid.CreateVersion7();
        var submitting = fleet.Client.SubmitAsync(Echo(run));
        await Eventually.Async("the step to be cut off", () => network.Cuts > 0, describe: fleet.Tails);
        await fleet.Servers[0].KillAsync();

        Assert.Equal(1, await fleet.ScalarAsync<int>("select version from run where id = $1", run));
        await fleet.UntilAsync(run, RunState.Completed);
        await submitting;
        Assert.Equal(3, await fleet.ScalarAsync<int>("select version from run where id = $1", run));
    }

    [Fact]
    public async Task The_only_server_is_killed_under_load_and_nothing_is_lost()
    {
        await using var fleet = await RunningFleet.StartAsync(new FleetPlan(await nodes.VirtualHostAsync(), await nodes.DatabaseAsync()) { Serves = TestFleet.Echo.Name });
        var submitting = Task.WhenAll(Enumerable.Range(0, 200).Select(_ => fleet.Client.SubmitAsync(Echo(Guid.CreateVersion7()))));
        for (var goal = 20; goal <= 60; goal += 20)
        {
            await Eventually.Async($"{goal} runs to be there", async () => await CountAsync(fleet, "true") >= goal);
            await fleet.Servers[0].KillAsync();
        }

        await submitting;
        await Eventually.Async("all runs to complete", async () => await CountAsync(fleet, "state = 6") == 200, Exits, fleet.Tails);
        await NothingTwiceAsync(fleet, runs: 200);
    }

    [Fact]
    public async Task A_database_that_ends_its_sessions_leaves_nothing_in_the_error_queues()
    {
        var plan = new FleetPlan(await nodes.VirtualHostAsync(), await nodes.DatabaseAsync()) { Workers = 2, Serves = TestFleet.Echo.Name };
        await using var fleet = await RunningFleet.StartAsync(plan);
        var submitting = Task.WhenAll(Enumerable.Range(0, 100).Select(_ => fleet.Client.SubmitAsync(Echo(Guid.CreateVersion7()))));
        for (var times = 0; times < 40; times++) await (await nodes.ClusterAsync()).TerminateBackends(new NpgsqlConnectionStringBuilder(plan.Connection).Database!);

        await submitting;
        await Eventually.Async("all runs to complete", async () => await CountAsync(fleet, "state = 6") == 100, Exits, fleet.Tails);
        Assert.Equal("", string.Join('\n', await RawBroker.RefusedAsync(await nodes.BrokerAsync(), plan.Broker)));
    }

    [Fact]
    public async Task A_server_refuses_an_empty_database_and_names_the_command()
    {
        var plan = new FleetPlan(await nodes.VirtualHostAsync(), await nodes.EmptyDatabaseAsync());
        await using var server = await ChildProcess.StartAsync(new ChildStart("dotnet", Programs.Server) { Environment = plan.ServerEnvironment() });
        Assert.Equal(1, await server.WaitForExitAsync(Exits));
        Assert.Contains("queueagents store migrate", server.Tail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_started_before_its_database_waits_for_it()
    {
        var connection = new NpgsqlConnectionStringBuilder(await nodes.DatabaseAsync());
        await using var network = TcpFaultProxy.To(Ports.Free());
        var plan = new FleetPlan(await nodes.VirtualHostAsync(), new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Port = network.Port }.ConnectionString);
        await using var server = await ChildProcess.StartAsync(new ChildStart("dotnet", Programs.Server) { Environment = plan.ServerEnvironment() });
        await server.WaitForLine(line => line.Contains("The database does not answer", StringComparison.Ordinal), Exits);
        Assert.False(server.HasExited);
        server.Terminate();
        await server.WaitForExitAsync(Exits);
    }

    [Fact]
    public async Task Every_connection_says_whose_it_is()
    {
        var broker = await nodes.VirtualHostAsync();
        await using var fleet = await RunningFleet.StartAsync(new FleetPlan(broker, await nodes.DatabaseAsync()) { Serves = TestFleet.Echo.Name });
        // The broker tells of a connection's name a moment after it has it.
        await Eventually.Async("the broker to name server and worker", async () =>
        {
            var listed = await (await nodes.BrokerAsync()).Ctl("list_connections", "vhost", "client_properties");
            var ours = string.Join('\n', listed.Split('\n').Where(line => line.Contains(broker.AbsolutePath.Trim('/'), StringComparison.Ordinal)));
            return ours.Contains($"server@{Environment.MachineName}", StringComparison.Ordinal) && ours.Contains($"worker@{Environment.MachineName} echo", StringComparison.Ordinal);
        });
    }

    /// <summary>Each of so many runs of two steps has taken each once, and the tables hold together.</summary>
    internal static async Task NothingTwiceAsync(RunningFleet fleet, int runs)
    {
        Assert.Equal(2 * runs, await fleet.ScalarAsync<long>("select count(*) from transition where event = 'StepCompleted'"));
        await using var connection = await fleet.Database.OpenConnectionAsync();
        Assert.Empty(await Check.RunAsync(connection, Check.All.Where(check => !check.Drained)));
    }

    private static SubmitRun Echo(Guid run) => new() { RunId = run, Agent = TestFleet.Echo.Name, Input = Json.Of("hello") };

    private static Task<long> CountAsync(RunningFleet fleet, string where) => fleet.ScalarAsync<long>($"select count(*) from run where {where}");
}
