namespace QueueAgents.Benchmarks.Measuring;

internal static class Percentile
{
    /// <param name="ascending">NaN of none.</param>
    public static double Of(IReadOnlyList<double> ascending, double share)
        => ascending.Count == 0 ? double.NaN : ascending[Math.Min(ascending.Count - 1, (int)(ascending.Count * share))];
}
