using QueueAgents.Benchmarks.Frozen;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>N₀: the same work without persistence, on stock MassTransit.</summary>
internal sealed class FrozenFleet : Fleet
{
    private RunLoad<FrozenSubmitRun, FrozenRunCompleted> load = null!;

    public override ILoad Load => load;

    public static async Task<FrozenFleet> StartAsync(Uri broker, CancellationToken ct)
    {
        var fleet = new FrozenFleet();
        Dictionary<string, string?> environment = new() { [FrozenProcess.Broker] = broker.ToString() };
        await fleet.StartServerAsync(environment, "QueueAgents.Benchmarks.dll", "n0-server");
        await fleet.StartWorkerAsync(environment, "QueueAgents.Benchmarks.dll", "n0-worker");
        fleet.load = await RunLoad<FrozenSubmitRun, FrozenRunCompleted>.ConnectAsync(
            broker, "n0-results", id => new FrozenSubmitRun { RunId = id, Agent = "ten-steps", Input = new("0") }, completed => completed.RunId, ct);
        // A run that is published before its queue is bound is lost, and nobody would know: the first ones may be.
        await Eventually.Async("N₀ to run", async () => await fleet.load.OneAsync(ct).WaitAsync(TimeSpan.FromSeconds(2), ct).ContinueWith(t => t.IsCompletedSuccessfully, TaskScheduler.Default), TimeSpan.FromMinutes(1), fleet.Tails);
        return fleet;
    }

    public override async ValueTask DisposeAsync()
    {
        await load.DisposeAsync();
        await base.DisposeAsync();
    }
}
