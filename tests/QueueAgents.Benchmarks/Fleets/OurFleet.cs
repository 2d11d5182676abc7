using MassTransit;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Arguments;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>QueueAgents as its users run it, with everything on that is on by default.</summary>
internal sealed class OurFleet : Contender
{
    private readonly List<MeasuredProcess> servers = [];
    private readonly List<MeasuredProcess> workers = [];
    private readonly FleetDatabase database;
    private RunClient<SubmitRun, RunCompleted>? client;

    private OurFleet(string name, FleetDatabase database)
    {
        (Name, this.database) = (name, database);
        Load = LoadOf(TenSteps.Name, Json.Of(0), TenSteps.Steps);
    }

    public override string Name { get; }

    public override ILoad Load { get; }

    public override IReadOnlyList<MeasuredProcess> Servers => servers;

    public override IReadOnlyList<MeasuredProcess> Workers => workers;

    public override FleetDatabase Database => database;

    public IReadOnlyCollection<Guid> Submitted => client!.Submitted;

    /// <summary>One worker; the servers share their queues and the database.</summary>
    /// <param name="name">Also of its database, and of its virtual host where <paramref name="ownHost"/> says so: for more than one fleet on the same nodes.</param>
    public static async Task<OurFleet> StartAsync(
        Nodes nodes, Setup setup, CancellationToken ct, string name = "ours", int servers = 1, bool ownHost = false, params string[] agents)
    {
        Progress.Say($"starting a fleet ({name})");
        var fleet = new OurFleet(name, await nodes.CreateDatabaseAsync($"fleet {name}", ct));
        await using var starting = new Starting(fleet);
        var broker = ownHost ? await nodes.Broker.CreateVirtualHostAsync(name.Replace(' ', '-')) : nodes.Broker.Uri;
        await fleet.StartProcessesAsync(broker, setup, servers, [TenSteps.Name, .. agents]);
        fleet.client = await RunClient<SubmitRun, RunCompleted>.ConnectAsync(broker, "our-results", completed => completed.RunId, ct, Failures);
        await starting.UntilAsync("a worker to be announced", async () => await fleet.database.ScalarAsync<long>("select count(*) from worker") > 0);
        return fleet;
    }

    public ILoad LoadOf(string agent, Json input, int steps) => new RunLoad(steps, ct => RunAsync(agent, input, ct));

    public Task<RunCompleted> RunAsync(string agent, Json input, CancellationToken ct, TimeSpan? patience = null)
    {
        var run = Of(agent, input);
        return client!.RunAsync(run.RunId, run, ct, patience);
    }

    /// <summary>Returns when the broker has confirmed the submission; the task within ends with the run.</summary>
    public Task<Task<RunCompleted>> SubmitAsync(string agent, Json input, CancellationToken ct)
    {
        var run = Of(agent, input);
        return client!.SubmitAsync(run.RunId, run, ct);
    }

    /// <summary>Where the first server answers HTTP.</summary>
    public Uri Http { get; } = new($"http://127.0.0.1:{Ports.Free()}");

    public override async ValueTask DisposeAsync()
    {
        if (client is not null) await client.DisposeAsync();
        foreach (var process in workers.Concat(servers)) await process.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>A run that has ended without a result is waited for no longer.</summary>
    private static void Failures(IReceiveEndpointConfigurator endpoint, Action<Guid, string> fail) => endpoint.Handler<RunFailed>(context =>
    {
        var failed = context.Message;
        fail(failed.RunId, $"is {failed.State} with {failed.Error.Type}: {failed.Error.Message}");
        return Task.CompletedTask;
    });

    private static SubmitRun Of(string agent, Json input) => new() { RunId = Guid.CreateVersion7(), Agent = agent, Input = input };

    private async Task StartProcessesAsync(Uri broker, Setup setup, int count, string[] agents)
    {
        Dictionary<string, string?> worker = new()
        {
            ["QueueAgents__Broker"] = broker.ToString(),
            ["QueueAgents__QueueType"] = setup.QueueType,
        };
        Dictionary<string, string?> server = new(worker)
        {
            ["QueueAgents__Database"] = database.Kind,
            ["QueueAgents__Connection"] = database.Connection,
        };
        for (var i = 0; i < count; i++)
        {
            server["ASPNETCORE_URLS"] = i == 0 ? Http.ToString() : "http://127.0.0.1:0";
            servers.Add(await MeasuredProcess.StartAsync("QueueAgents.Server.dll", server));
        }

        worker["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0"; // As the README says to set it; the baseline, which is this program too, stays as it is.
        workers.Add(await MeasuredProcess.StartAsync("QueueAgents.Benchmarks.dll", worker, ["worker", .. agents]));
    }
}
