using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Store;

/// <summary>Names one entry of memory to a run of the tenant. Whose it is, is said by the run.</summary>
/// <param name="Shared">Of all agents of the tenant, not of the run's agent alone.</param>
/// <param name="Subject">Empty where it is about nobody in particular.</param>
internal sealed record MemoryPlace(bool Shared, string Subject, string Key)
{
    public static MemoryPlace Of(MemoryWrite write) => new(write.Shared, write.Subject, write.Key);
}

/// <summary>What is known of an entry before it is written.</summary>
/// <param name="Version">As stored, expired or not; 0 where there is none.</param>
/// <param name="Entries">How many its space holds.</param>
internal sealed record MemoryState(MemoryPlace Place, long Version, DateTimeOffset? ExpiresAt, int Entries);

/// <summary>An entry as it is written.</summary>
internal sealed record MemoryRow
{
    public required string Tenant { get; init; }

    /// <summary>Empty where it belongs to all agents of the tenant.</summary>
    public required string Agent { get; init; }
    public required string Subject { get; init; }
    public required string Key { get; init; }

    /// <summary>The version the decision was made on; 0 = there must be none. // R2</summary>
    public required long ExpectedVersion { get; init; }
    public required long Version { get; init; }

    /// <summary>None deletes the entry.</summary>
    public Json Value { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The step that wrote it.</summary>
    public required Guid RunId { get; init; }
    public required int Seq { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public (string Tenant, string Agent, string Subject, string Key) Id => (Tenant, Agent, Subject, Key);

    public bool Deletes => Value.IsNone;

    public MemoryPlace Place => new(Agent.Length == 0, Subject, Key);

    /// <summary>The order in which every commit locks and writes entries.</summary>
    public static readonly IComparer<MemoryRow> InOrder = Comparer<MemoryRow>.Create(static (a, b) =>
        string.CompareOrdinal(a.Tenant, b.Tenant) is not 0 and var tenants ? tenants
        : string.CompareOrdinal(a.Agent, b.Agent) is not 0 and var agents ? agents
        : string.CompareOrdinal(a.Subject, b.Subject) is not 0 and var subjects ? subjects
        : string.CompareOrdinal(a.Key, b.Key));
}
