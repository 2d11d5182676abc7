namespace QueueAgents.Benchmarks.Measuring;

/// <summary>Several measurements of the same.</summary>
internal sealed record Spread(double Median, double Least, double Greatest)
{
    /// <summary>Null of none.</summary>
    public static Spread? Of(IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Order().ToList();
        return sorted.Count == 0 ? null : new(MedianOf(sorted), sorted[0], sorted[^1]);
    }

    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
