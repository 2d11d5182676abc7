namespace QueueAgents.Persistence.Entities;

/// <summary>One entry of memory. Its version guards every write of it. // R2</summary>
internal sealed class MemoryEntity
{
    public string Tenant { get; set; } = "";
    /// <summary>Empty where it belongs to all agents of the tenant.</summary>
    public string Agent { get; set; } = "";
    public string Subject { get; set; } = "";
    public string Key { get; set; } = "";
    public long Version { get; set; }
    public string Value { get; set; } = "";
    public DateTimeOffset? ExpiresAt { get; set; }
    /// <summary>The step that wrote it last.</summary>
    public Guid RunId { get; set; }
    public int Seq { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}
