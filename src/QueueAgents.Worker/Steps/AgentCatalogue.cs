using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>An agent this worker serves.</summary>
internal sealed class CataloguedAgent(AgentDefinition definition)
{
    private readonly ObjectFactory? _make = definition.AgentType is { } type ? ActivatorUtilities.CreateFactory(type, []) : null;

    public AgentDefinition Definition => definition;

    public StepAgent Make(IServiceProvider services) => (StepAgent)(_make ?? throw new InvalidOperationException($"Agent '{definition.Name}' has no class."))(services, []);
}

/// <summary>The agents this worker serves, by name.</summary>
internal sealed class AgentCatalogue(IEnumerable<AgentDefinition> agents)
{
    private readonly FrozenDictionary<string, CataloguedAgent> _agents =
        agents.ToFrozenDictionary(agent => agent.Name, agent => new CataloguedAgent(agent), StringComparer.Ordinal);

    public IEnumerable<CataloguedAgent> All => _agents.Values.OrderBy(agent => agent.Definition.Name, StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">The message is malformed or not for this worker: it belongs in the error queue.</exception>
    public CataloguedAgent For(ExecuteStep order)
    {
        if (order is { Seq: < 1 } or { Attempt: < 1 } or { Step: null or "" } or { Kind: StepKind.Child } || order.RunId == Guid.Empty || order.Nonce == Guid.Empty)
        {
            throw new InvalidDataException("The step has no run, number, attempt, nonce or name, or is no worker's.");
        }

        return _agents.TryGetValue(order.Agent, out var agent) ? agent : throw new InvalidDataException($"This worker does not serve agent '{order.Agent}'.");
    }
}
