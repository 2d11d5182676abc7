using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Frozen;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>N₀: the same work without persistence, on stock MassTransit.</summary>
internal sealed class FrozenFleet : Contender
{
    private static readonly TimeSpan FirstRun = TimeSpan.FromSeconds(5);

    private readonly RunClient<FrozenSubmitRun, FrozenRunCompleted> client;

    private FrozenFleet(MeasuredProcess server, MeasuredProcess worker, RunClient<FrozenSubmitRun, FrozenRunCompleted> client)
    {
        (this.client, Servers, Workers) = (client, [server], [worker]);
        Load = new RunLoad(TenSteps.Steps, RunAsync);
    }

    public override string Name => "N₀";

    public override ILoad Load { get; }

    public override IReadOnlyList<MeasuredProcess> Servers { get; }

    public override IReadOnlyList<MeasuredProcess> Workers { get; }

    public static async Task<FrozenFleet> StartAsync(Uri broker, CancellationToken ct)
    {
        Progress.Say("starting N₀");
        Dictionary<string, string?> environment = new() { [FrozenProcess.Broker] = broker.ToString() };
        var server = await MeasuredProcess.StartAsync("QueueAgents.Benchmarks.dll", environment, "n0-server");
        var worker = await MeasuredProcess.StartAsync("QueueAgents.Benchmarks.dll", environment, "n0-worker");
        var client = await RunClient<FrozenSubmitRun, FrozenRunCompleted>.ConnectAsync(broker, "n0-results", completed => completed.RunId, ct);
        var fleet = new FrozenFleet(server, worker, client);
        try
        {
            // What is published before its queue is bound is lost: so may the first runs be.
            await Eventually.Async(
                "N₀ to run",
                async () =>
                {
                    await fleet.RunAsync(ct).WaitAsync(FirstRun, ct);
                    return true;
                },
                TimeSpan.FromMinutes(2),
                () => $"{server.Tail()}\n{worker.Tail()}");
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        foreach (var process in Workers.Concat(Servers)) await process.DisposeAsync();
    }

    private Task<FrozenRunCompleted> RunAsync(CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        return client.RunAsync(id, new FrozenSubmitRun { RunId = id, Agent = TenSteps.Name, Input = new("0") }, ct);
    }
}
