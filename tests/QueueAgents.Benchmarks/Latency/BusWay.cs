using System.Diagnostics;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Contracts;

namespace QueueAgents.Benchmarks.Latency;

/// <summary>Publishes SubmitRun and consumes RunCompleted.</summary>
internal sealed class BusWay(OurFleet fleet) : Way
{
    public override string Name => "bus";

    public override async Task<Lap> RunAsync(CancellationToken ct)
    {
        var submitted = Stopwatch.GetTimestamp();
        var run = await fleet.SubmitAsync(Stamp.Name, Json.Of(0), ct);
        var accepted = Stopwatch.GetTimestamp();
        var completed = await run.WaitAsync(ct);
        var ended = Stopwatch.GetTimestamp();
        return new(
            Stopwatch.GetElapsedTime(submitted, accepted).TotalMilliseconds,
            Stopwatch.GetElapsedTime(submitted, completed.Result.As<long>()).TotalMilliseconds,
            Stopwatch.GetElapsedTime(submitted, ended).TotalMilliseconds);
    }
}
