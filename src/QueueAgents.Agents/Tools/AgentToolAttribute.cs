using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>
/// Makes a public method a tool a model may call. Describe it and its parameters with <c>[Description]</c>: the model reads nothing else. A
/// method may also take a <see cref="ToolCall"/> and a <see cref="CancellationToken"/>; the model does not see these. Its class is made for
/// each call from dependency injection.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AgentToolAttribute : Attribute
{
    /// <summary>
    /// How often it may happen when its step is repeated; <see cref="EffectClass.AtMostOnce"/> by default, because that is right for a tool
    /// nobody has thought about.
    /// </summary>
    public EffectClass Effect { get; set; } = EffectClass.AtMostOnce;

    /// <summary>What the model calls it: 1 to 64 of <c>A-Z a-z 0-9 _ -</c>; by default <c>GetOrderAsync</c> is <c>get_order</c>.</summary>
    public string? Name { get; set; }

    /// <summary>How long one call may take, <c>hh:mm:ss</c>; 2 minutes by default.</summary>
    public string Timeout { get; set; } = "00:02:00";

    /// <summary>How large a result may be, in bytes; 64 KB by default. The model is told of a larger one and does not get it.</summary>
    public int MaxResult { get; set; } = ToolOptions.DefaultMaxResult;

    /// <summary>How many calls run at a time in one process; 0, the default, = as many as there are steps.</summary>
    public int Concurrency { get; set; }
}
