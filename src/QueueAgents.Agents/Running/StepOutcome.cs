using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What an attempt that succeeded came to.</summary>
/// <param name="Next">What the run does next.</param>
/// <param name="State">The whole new state; none for an item.</param>
internal readonly record struct StepOutcome(Continuation Next, Json State)
{
    /// <summary>What is added to the transcript.</summary>
    public IReadOnlyList<TranscriptEntry> Items { get; init; } = [];

    /// <summary>What the agent allows its runs to spend; said by the first step.</summary>
    public Budget? Budget { get; init; }
}
