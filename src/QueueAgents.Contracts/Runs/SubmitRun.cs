namespace QueueAgents.Contracts;

/// <summary>
/// Start a run of an agent. Idempotent by <see cref="RunId"/>, or where that is empty by (tenant, agent, key): the same submission again
/// is accepted again; the same id or key with another body is answered by <see cref="RunRejected"/>.
/// </summary>
public sealed record SubmitRun
{
    /// <summary>Chosen by the submitter (a version 7 Guid is best), or empty: then it follows from the key, or else from the message id.</summary>
    public Guid RunId { get; init; }

    /// <summary>The agent's name: <c>[a-z0-9-]{1,64}</c>. An agent nobody serves yet is accepted and waits as Queued.</summary>
    public string Agent { get; init; } = "";

    /// <summary>What the agent gets; ≤ 1 MiB of JSON by default.</summary>
    public Json Input { get; init; }

    /// <summary>The submitter's own key for this work, for example a ticket number; ≤ 200 characters.</summary>
    public string? Key { get; init; }

    public string Tenant { get; init; } = "default";

    /// <summary>Labels to find the run by; at most 20, keys and values ≤ 200 characters.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>After this moment the run fails, wherever it is. None by default.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Keep the run on workers of the state version it starts with.</summary>
    public bool Pinned { get; init; }
}
