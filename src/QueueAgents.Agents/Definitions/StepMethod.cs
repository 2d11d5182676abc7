using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>One step of an agent: a public method, compiled.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="IsItem">True where it returns a result instead of a <see cref="Next"/>.</param>
/// <param name="Policy">How it is repeated.</param>
/// <param name="Invoke">Calls it on an instance.</param>
internal sealed record StepMethod<TState>(string Name, bool IsItem, StepPolicy Policy, Func<StepAgent, StepContext<TState>, ValueTask<Returned>> Invoke);

/// <summary>What the method returned: a Next, or for an item a result.</summary>
internal readonly record struct Returned(Next? Next, Json Result);
