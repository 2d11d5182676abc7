using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

/// <summary>One committed change of a run. From of each is To of the one before. // R4</summary>
internal sealed record Transition
{
    public required Guid RunId { get; init; }
    public required int Version { get; init; }
    public required RunState From { get; init; }
    public required RunState To { get; init; }
    public required string Event { get; init; }
    /// <summary>One line for a person; never a payload.</summary>
    public string? Detail { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public string? Step { get; init; }
    public string? Worker { get; init; }
    public string? By { get; init; }
    /// <summary>The message id of the cause: unique in its run, so an unknown commit outcome can be looked up. // R12</summary>
    public required Guid CommandId { get; init; }
    public string? TraceId { get; init; }
    public required DateTimeOffset At { get; init; }
    public TimeSpan? Took { get; init; }
    /// <summary>What the step's model cost; null where it called none.</summary>
    public Usage? Usage { get; init; }
    /// <summary>The agent's state version after this transition.</summary>
    public int StateVersion { get; init; }
    /// <summary>RFC 6902 patch from the document after this transition to the one before; null where it did not change.</summary>
    public string? ReverseDiff { get; init; }
}
