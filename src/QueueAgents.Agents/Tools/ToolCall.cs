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
}
