using QueueAgents.Agents;

namespace QueueAgents.Worker;

/// <summary>Says what a worker serves.</summary>
public sealed class WorkerBuilder
{
    private readonly Dictionary<string, AgentDefinition> _agents = new(StringComparer.Ordinal);

    internal WorkerBuilder()
    {
    }

    internal IReadOnlyCollection<AgentDefinition> Agents => _agents.Values;

    internal Action<WorkerOptions>? Options { get; private set; }

    /// <summary>Serves an agent under a name. Its steps wait in queues that carry this name, so it stays when the class is renamed.</summary>
    /// <typeparam name="TAgent">Made for each step from dependency injection, in a scope of its own.</typeparam>
    /// <param name="name">1 to 64 of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</param>
    /// <exception cref="AgentDefinitionException">The agent cannot be run as it is written; the message says what to change.</exception>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public WorkerBuilder Add<TAgent>(string name) where TAgent : StepAgent
    {
        ArgumentNullException.ThrowIfNull(name);
        var agent = AgentDefinition.Of(name, typeof(TAgent));
        if (!_agents.TryAdd(name, agent))
        {
            throw new ArgumentException($"Agent '{name}' was added before, as {_agents[name].AgentType.Name}; give {typeof(TAgent).Name} another name.", nameof(name));
        }

        return this;
    }

    /// <summary>Sets options in code, after the configuration.</summary>
    public WorkerBuilder Configure(Action<WorkerOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options += options;
        return this;
    }
}
