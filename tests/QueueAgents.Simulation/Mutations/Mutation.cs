using QueueAgents.Orchestration.Delivery;
using QueueAgents.Simulation.Fleet;
using QueueAgents.Simulation.Store;

namespace QueueAgents.Simulation.Mutations;

/// <summary>One safeguard switched off, from outside the production code.</summary>
internal sealed record Mutation(string Name)
{
    public Func<Stores, MemoryStore, Stores> Store { get; init; } = (stores, _) => stores;
    public Func<IDeliverer, MemoryStore, IDeliverer> Deliverer { get; init; } = (deliverer, _) => deliverer;
    /// <summary>Under which name an effect is claimed and its key is made.</summary>
    public Func<string, int, string> EffectName { get; init; } = (name, _) => name;
    /// <summary>A send that timed out counts as confirmed.</summary>
    public bool TrustsEverySend { get; init; }

    public static Mutation None { get; } = new("none");
}
