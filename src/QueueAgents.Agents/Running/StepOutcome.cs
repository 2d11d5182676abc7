using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What an attempt that succeeded came to.</summary>
/// <param name="Next">What the run does next.</param>
/// <param name="State">The whole new state; none for an item.</param>
internal readonly record struct StepOutcome(Continuation Next, Json State);
