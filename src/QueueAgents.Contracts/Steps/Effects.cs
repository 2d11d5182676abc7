namespace QueueAgents.Contracts;

/// <summary>How often something outside may happen when its step is repeated.</summary>
public enum EffectClass
{
    /// <summary>Repeat freely.</summary>
    ReadOnly = 0,
    /// <summary>Repeat with the same effect key: the other side recognises it.</summary>
    Idempotent = 1,
    /// <summary>Claimed first, in a commit of its own; never repeated when its outcome is unknown.</summary>
    AtMostOnce = 2,
}

/// <summary>An effect that happened inside a step, and what it returned. Committed with the outcome.</summary>
public sealed record EffectRecord
{
    public string Name { get; init; } = "";
    public EffectClass Class { get; init; }
    /// <summary>Hash of the arguments: a recorded result is never returned for others.</summary>
    public string ArgsHash { get; init; } = "";
    public Json Result { get; init; }
}

/// <summary>The key handed to the other side: the same over attempts, redeliveries and restarts.</summary>
public static class EffectKey
{
    /// <summary>For a tool call that is a step of its own.</summary>
    public static string Of(Guid runId, int seq) => $"{runId:N}/{seq}"; // R11

    /// <summary>For <c>step.Effect(name, …)</c> inside a step.</summary>
    public static string Of(Guid runId, int seq, string name) => $"{runId:N}/{seq}/{name}"; // R11
}
