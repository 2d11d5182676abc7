namespace QueueAgents.Contracts;

/// <summary>A worker is to take no more steps, finish those it runs, and leave. It comes to every worker's reply queue; the one it names obeys.</summary>
public sealed record DrainWorker
{
    public string Instance { get; init; } = "";
    /// <summary>Who asks, for its log.</summary>
    public string? By { get; init; }
}
