using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Frozen;
using QueueAgents.Benchmarks.Loads;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>N₀: the same work without persistence, on stock MassTransit.</summary>
internal sealed class FrozenFleet : Contender
{
    private static readonly TimeSpan FirstRun = TimeSpan.FromSeconds(5);

    private readonly List<MeasuredProcess> servers = [];
    private readonly List<MeasuredProcess> workers = [];
    private RunClient<FrozenSubmitRun, FrozenRunCompleted>? client;

    private FrozenFleet() => Load = new RunLoad(TenSteps.Steps, RunAsync);

    public override string Name => "N₀";

    public override ILoad Load { get; }

    public override IReadOnlyList<MeasuredProcess> Servers => servers;

    public override IReadOnlyList<MeasuredProcess> Workers => workers;

    public static async Task<FrozenFleet> StartAsync(Uri broker, CancellationToken ct)
    {
        Progress.Say("starting N₀");
        var fleet = new FrozenFleet();
        await using var starting = new Starting(fleet);
        Dictionary<string, string?> environment = new() { [FrozenProcess.Broker] = broker.ToString() };
        fleet.servers.Add(await MeasuredProcess.StartAsync("QueueAgents.Benchmarks.dll", environment, "n0-server"));
        fleet.workers.Add(await MeasuredProcess.StartAsync("QueueAgents.Benchmarks.dll", environment, "n0-worker"));
        fleet.client = await RunClient<FrozenSubmitRun, FrozenRunCompleted>.ConnectAsync(broker, "n0-results", completed => completed.RunId, ct);
        // What is published before its queue is bound is lost: so may the first runs be.
        await starting.UntilAsync("N₀ to run", async () =>
        {
            await fleet.RunAsync(ct).WaitAsync(FirstRun, ct);
            return true;
        });
        return fleet;
    }

    public override async ValueTask DisposeAsync()
    {
        if (client is not null) await client.DisposeAsync();
        foreach (var process in workers.Concat(servers)) await process.DisposeAsync();
    }

    private Task<FrozenRunCompleted> RunAsync(CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        return client!.RunAsync(id, new FrozenSubmitRun { RunId = id, Agent = TenSteps.Name, Input = new("0") }, ct);
    }
}
