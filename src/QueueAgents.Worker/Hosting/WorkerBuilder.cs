using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>Says what a worker serves.</summary>
public sealed class WorkerBuilder
{
    private readonly Dictionary<string, AgentDefinition> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<IServiceProvider, string, IChatClient>> _models = new(StringComparer.Ordinal);

    internal WorkerBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services: an extension that adds an agent can add what the agent is made from.</summary>
    public IServiceCollection Services { get; }

    internal IReadOnlyCollection<AgentDefinition> Agents => _agents.Values;

    internal IReadOnlyDictionary<string, Func<IServiceProvider, string, IChatClient>> Models => _models;

    internal Action<WorkerOptions>? Options { get; private set; }

    /// <summary>Serves an agent under a name. Its steps wait in queues that carry this name, so it stays when the class is renamed.</summary>
    /// <typeparam name="TAgent">Made for each step from dependency injection, in a scope of its own.</typeparam>
    /// <param name="name">1 to 64 of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</param>
    /// <exception cref="AgentDefinitionException">The agent cannot be run as it is written; the message says what to change.</exception>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public WorkerBuilder Add<TAgent>(string name) where TAgent : StepAgent
    {
        ArgumentNullException.ThrowIfNull(name);
        return Add(AgentDefinition.Of(name, typeof(TAgent)));
    }

    /// <summary>Serves an agent that is declared: a model that calls tools until it has an answer. Each turn and each call is a step of its run.</summary>
    /// <param name="name">1 to 64 of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</param>
    /// <param name="agent">Says what it is.</param>
    /// <exception cref="AgentDefinitionException">It cannot be run as it is declared; the message says what to change.</exception>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public WorkerBuilder Add(string name, Action<AgentBuilder> agent)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(agent);
        var builder = new AgentBuilder();
        agent(builder);
        return Add(new LoopDefinition(builder.Build(name)));
    }

    /// <summary>
    /// Adds a model under the name agents use. It is made when it is first asked, and kept. Give it a client that neither repeats requests nor
    /// runs tools: the fleet does both, durably.
    /// </summary>
    /// <param name="name">For example <c>main</c>: 1 to 64 of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</param>
    /// <param name="make">Gets the host's services and the name, for example <c>Provider.Configured</c> of <c>QueueAgents.Models</c>.</param>
    /// <exception cref="ArgumentException">The name is none, or is taken.</exception>
    public WorkerBuilder AddModel(string name, Func<IServiceProvider, string, IChatClient> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (!Names.IsAgent(name)) throw new ArgumentException($"'{name}' is no model name: use 1 to 64 of a-z, 0-9 and -.", nameof(name));
        return _models.TryAdd(name, make) ? this : throw new ArgumentException($"Model '{name}' was added before; give this one another name.", nameof(name));
    }

    /// <inheritdoc cref="AddModel(string, Func{IServiceProvider, string, IChatClient})"/>
    public WorkerBuilder AddModel(string name, Func<IServiceProvider, IChatClient> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return AddModel(name, (services, _) => make(services));
    }

    private WorkerBuilder Add(AgentDefinition agent)
    {
        if (_agents.TryAdd(agent.Name, agent)) return this;
        throw new ArgumentException($"Agent '{agent.Name}' was added before, as {Kind(_agents[agent.Name])}; give {Kind(agent)} another name.", nameof(agent));

        static string Kind(AgentDefinition agent) => agent.AgentType?.Name ?? "a declared agent";
    }

    /// <summary>Sets options in code, after the configuration.</summary>
    public WorkerBuilder Configure(Action<WorkerOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options += options;
        return this;
    }
}
