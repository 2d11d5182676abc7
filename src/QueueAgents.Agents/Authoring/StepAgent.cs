namespace QueueAgents.Agents;

/// <summary>What every agent has in common. Derive from <see cref="StepAgent{TInput, TState, TResult}"/>.</summary>
public abstract class StepAgent
{
    private protected StepAgent()
    {
    }

    /// <summary>
    /// The version of the state's shape; 1 by default. Raise it with every change older states do not fit, and add a migration to
    /// <see cref="Migrations"/>. Write <c>=> 2</c>: it is read before any instance is constructed.
    /// </summary>
    public virtual int StateVersion => 1;

    /// <summary>
    /// One migration per older version this agent still reads, without a gap up to <see cref="StateVersion"/>; none by default.
    /// Write <c>=> […]</c>: it is read before any instance is constructed.
    /// </summary>
    public virtual IEnumerable<IStateMigration> Migrations => [];

    internal abstract AgentDefinition Define(string name);
}

/// <summary>
/// An agent written in code. Each public method that takes a <see cref="StepContext{TState}"/> is a step: one message, run by any worker,
/// repeated where a worker dies. The first step is the method <c>Begin</c>. A step takes
/// <c>(StepContext&lt;TState&gt; step [, TItem input] [, CancellationToken])</c> and returns <see cref="Next"/>, <c>Task&lt;Next&gt;</c> or
/// <c>ValueTask&lt;Next&gt;</c>; a step that <see cref="Next.FanOut"/> runs once per item returns the item's result instead.
/// An instance is made for each step from dependency injection, so it keeps nothing between steps but <see cref="StepContext{TState}.State"/>.
/// </summary>
/// <typeparam name="TInput">What a run is started with.</typeparam>
/// <typeparam name="TState">The run's state: a small document, written as JSON after each step.</typeparam>
/// <typeparam name="TResult">What <see cref="Next.Complete{T}"/> is given.</typeparam>
public abstract class StepAgent<TInput, TState, TResult> : StepAgent
{
    /// <summary>Makes the state a run begins with. Called before <c>Begin</c>, and again where <c>Begin</c> is repeated.</summary>
    public abstract TState Start(TInput input);

    internal sealed override AgentDefinition Define(string name) => new AgentDefinition<TInput, TState, TResult>(name, this);
}
