using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

/// <summary>A signal a run has taken: kept until its wait comes, unique by client key.</summary>
internal sealed record KeptSignal
{
    public required Guid RunId { get; init; }
    /// <summary>1, 2, 3… in order of arrival.</summary>
    public required int No { get; init; }
    public required string Name { get; init; }
    public required string ClientKey { get; init; }
    public Json Body { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>When a wait took it; null while kept.</summary>
    public DateTimeOffset? TakenAt { get; init; }
}
