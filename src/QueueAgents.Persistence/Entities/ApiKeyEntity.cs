using QueueAgents.Orchestration.Keys;

namespace QueueAgents.Persistence.Entities;

internal sealed class ApiKeyEntity
{
    public Guid Id { get; set; }
    public string Name { get; set; } = "";
    /// <summary>SHA-256 of the key's text.</summary>
    public byte[] Hash { get; set; } = [];
    public string Prefix { get; set; } = "";
    public KeyRole Role { get; set; }
    public string? Tenant { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public string CreatedBy { get; set; } = "";
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
}
