using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What is said of a tool that is no method with an <see cref="AgentToolAttribute"/>. The defaults are the same.</summary>
public sealed record ToolOptions
{
    internal const int DefaultMaxResult = 64 * 1024;

    /// <summary>How often it may happen when its step is repeated; <see cref="EffectClass.AtMostOnce"/> by default.</summary>
    public EffectClass Effect { get; init; } = EffectClass.AtMostOnce;

    /// <summary>How long one call may take; 2 minutes by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How large a result may be, in bytes; 64 KB by default.</summary>
    public int MaxResult { get; init; } = DefaultMaxResult;

    /// <summary>How many calls run at a time in one process; 0, the default, = as many as there are steps.</summary>
    public int Concurrency { get; init; }

    internal void Check(string where, List<string> problems)
    {
        if (!Enum.IsDefined(Effect)) problems.Add($"{where}: Effect is {(int)Effect}; write ReadOnly, Idempotent or AtMostOnce.");
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromDays(1)) problems.Add($"{where}: Timeout is {Timeout}; write more than zero and at most a day.");
        if (MaxResult is < 1 or > 1024 * 1024) problems.Add($"{where}: MaxResult is {MaxResult}; write 1 to 1048576 bytes.");
        if (Concurrency < 0) problems.Add($"{where}: Concurrency is {Concurrency}; write 0 or more.");
    }
}
