using System.Collections.Concurrent;
using System.Diagnostics;

namespace QueueAgents.Benchmarks.Loads;

/// <summary>Keeps so many pieces in flight: each that ends starts another.</summary>
internal static class Lanes
{
    public static Task<IReadOnlyList<double>> RunAsync(ILoad load, int inFlight, TimeSpan duration, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        return WhileAsync(load, inFlight, () => clock.Elapsed < duration, ct);
    }

    /// <summary>How long each piece took, in milliseconds, in ascending order. Returns when all that were started have ended.</summary>
    public static async Task<IReadOnlyList<double>> WhileAsync(ILoad load, int inFlight, Func<bool> more, CancellationToken ct)
    {
        var took = new ConcurrentBag<double>();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => LaneAsync()));
        return [.. took.Order()];

        async Task LaneAsync()
        {
            while (more())
            {
                var began = Stopwatch.GetTimestamp();
                await load.OneAsync(ct);
                took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
    }
}
