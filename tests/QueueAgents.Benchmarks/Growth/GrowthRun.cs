using QueueAgents.Benchmarks.Measuring;

namespace QueueAgents.Benchmarks.Growth;

/// <summary>One long run.</summary>
/// <param name="FirstMs">The median of the steps from the tenth on, as many as there are in <paramref name="LastMs"/>.</param>
/// <param name="LastMs">The median of the last ones.</param>
/// <param name="TenthsMs">The median of each tenth of the run.</param>
internal sealed record GrowthRun(double FirstMs, double LastMs, IReadOnlyList<double> TenthsMs, double? LogBytesPerStep)
{
    /// <summary>Steps at each end: enough for a median that stays, few enough to be the ends.</summary>
    private const int Ends = 200;

    private const int Tenth = 10;

    public static GrowthRun Of(IReadOnlyList<double> steps, double? logBytes) => new(
        Spread.MedianOf(steps.Skip(Tenth).Take(Ends)),
        Spread.MedianOf(steps.TakeLast(Ends)),
        [.. steps.Chunk((steps.Count + Tenth - 1) / Tenth).Select(Spread.MedianOf)],
        logBytes);
}
