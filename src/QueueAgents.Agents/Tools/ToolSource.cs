using Microsoft.Extensions.AI;

namespace QueueAgents.Agents;

/// <summary>Where tools of an agent come from: a class, a function, a server.</summary>
public abstract class ToolSource
{
    private protected ToolSource()
    {
    }

    /// <summary>The methods of <typeparamref name="TTools"/> that carry an <see cref="AgentToolAttribute"/>.</summary>
    /// <exception cref="AgentDefinitionException">One cannot be a tool as it is written; the message says what to change.</exception>
    public static ToolSource Methods<TTools>() where TTools : class => new FixedTools(typeof(TTools).Name, ToolMethods.Of(typeof(TTools)));

    /// <summary>Any function. Its exceptions are not told to the model, except <see cref="ToolError"/>.</summary>
    /// <exception cref="AgentDefinitionException">The name or an option is none.</exception>
    public static ToolSource Function(AIFunction function, ToolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new FixedTools(function.Name, [FunctionTools.Of(function, options ?? new())]);
    }

    /// <summary>What it is called in errors.</summary>
    internal abstract string Name { get; }

    /// <summary>How long a call of a tool may take; null where that is only known once the tools are loaded.</summary>
    internal virtual TimeSpan? TimeoutOf(string tool) => null;

    /// <summary>The same list as before where nothing has changed.</summary>
    /// <exception cref="StepFailedException">They cannot be had now; retryable.</exception>
    internal abstract ValueTask<IReadOnlyList<Tool>> Load(IServiceProvider services, CancellationToken cancellationToken);

    private sealed class FixedTools(string name, IReadOnlyList<Tool> tools) : ToolSource
    {
        internal override string Name => name;

        internal override TimeSpan? TimeoutOf(string tool) => tools.FirstOrDefault(known => known.Name == tool)?.Timeout;

        internal override ValueTask<IReadOnlyList<Tool>> Load(IServiceProvider services, CancellationToken cancellationToken) => new(tools);
    }
}
