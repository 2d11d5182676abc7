namespace QueueAgents.Benchmarks.Agents;

/// <summary>What makes a state as large as a real one is.</summary>
internal static class Ballast
{
    public static string Kilobyte { get; } = new('x', 1_000);
}
