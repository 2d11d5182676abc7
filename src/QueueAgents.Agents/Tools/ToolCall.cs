namespace QueueAgents.Agents;

/// <summary>One call of a tool, as its author sees it: take it as a parameter.</summary>
public sealed record ToolCall
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The step's number in its run; the same over attempts.</summary>
    public required int Seq { get; init; }

    /// <summary>1, 2, 3…</summary>
    public required int Attempt { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>Whose run it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>What to hand to the other side, so that it recognises a repeated call: the same over attempts, redeliveries and restarts.</summary>
    public required string EffectKey { get; init; } // R11

    /// <summary>The model's own name for the call. Models use one again in later turns: it is no key.</summary>
    public required string CallId { get; init; }

    /// <summary>
    /// What the agent knows beyond one run. Writes are committed with the call's result. A tool that happens at most once can only read it:
    /// its recorded result would be returned without the writes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The call was not made by a worker.</exception>
    public MemorySpace Memory => Log is { } log ? new(log) : throw new InvalidOperationException("Only a worker's calls have a memory.");

    internal MemoryLog? Log { get; init; }

    /// <summary>The space the model itself may read and write, where it may.</summary>
    internal MemorySpace? OfModel { get; init; }
}
