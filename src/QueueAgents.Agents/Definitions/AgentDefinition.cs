using System.Runtime.CompilerServices;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>An agent's class, read and checked once: everything the hot path needs without reflection.</summary>
internal abstract class AgentDefinition
{
    /// <summary>The step a run begins with.</summary>
    public const string Begin = "Begin";

    public abstract string Name { get; }

    /// <summary>The class, for whoever makes instances of it; null where there is none.</summary>
    public abstract Type? AgentType { get; }

    public abstract StateUpcaster States { get; }

    /// <summary>How a step is repeated; the default policy for a step this agent does not have.</summary>
    public abstract StepPolicy PolicyOf(string step);

    /// <inheritdoc cref="PolicyOf(string)"/>
    public virtual StepPolicy PolicyOf(ExecuteStep order) => PolicyOf(order.Step);

    /// <summary>Reads the state, so that a bad one is known before the agent is made; then runs the author's method.</summary>
    /// <param name="session">The attempt.</param>
    /// <param name="state">The run's state as it was given; for the first step the run's input.</param>
    /// <param name="scope">The services of this attempt, and what makes the instance.</param>
    /// <exception cref="ParkedException">State or agent need a person.</exception>
    public abstract ValueTask<StepOutcome> Run(StepSession session, Json state, StepScope scope);

    /// <exception cref="AgentDefinitionException">It cannot be run as it is written.</exception>
    public static AgentDefinition Of(string name, Type agent)
    {
        if (agent.IsAbstract || agent.ContainsGenericParameters)
        {
            throw new AgentDefinitionException(name, agent, [$"{agent.Name} cannot be instantiated; add a class that is neither abstract nor an open generic."]);
        }

        // Version and migrations belong to the class: no constructor, and none of its dependencies, is needed to read them.
        return ((StepAgent)RuntimeHelpers.GetUninitializedObject(agent)).Define(name);
    }
}

/// <summary>Where one attempt gets what it needs.</summary>
/// <param name="Services">Of this attempt alone.</param>
/// <param name="Make">Makes the author's instance, at most once.</param>
internal readonly record struct StepScope(IServiceProvider Services, Func<StepAgent> Make);
