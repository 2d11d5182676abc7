using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Recovery;
using QueueAgents.Orchestration.Telemetry;
using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Bus.Places;

/// <summary>Gives up this server's place among others when it has enough to do or its database is in trouble, and takes it again when that is over.</summary>
internal sealed class PlaceKeeper(Place place, CommitLoad load, RunRequests requests, TimeProvider time, ILogger<PlaceKeeper> log) : Loop(PlaceRule.Look, time, log)
{
    private readonly PlaceRule rule = new();

    protected override Task<bool> OnceAsync(CancellationToken ct)
    {
        var seen = load.Look();
        var crowded = requests.IsHalfFull;
        var held = rule.Decide(place.IsHeld, seen, crowded);
        if (held && !place.IsHeld) log.PlaceTaken();
        if (!held && place.IsHeld) log.PlaceGivenUp(seen.PerCommit, seen.Longest, seen.Failed, crowded);
        place.Hold(held);
        return Task.FromResult(false);
    }
}
