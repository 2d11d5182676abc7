using QueueAgents.Orchestration.Keys;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Mapping;

internal static class ApiKeyMapping
{
    public static ApiKeyEntity ToRow(this ApiKey key, byte[] hash) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Hash = hash,
        Prefix = key.Prefix,
        Role = key.Role,
        Tenant = key.Tenant,
        CreatedAt = Micros.Cut(key.CreatedAt),
        CreatedBy = key.CreatedBy,
        ExpiresAt = Micros.Cut(key.ExpiresAt),
        RevokedAt = Micros.Cut(key.RevokedAt),
        LastUsedAt = Micros.Cut(key.LastUsedAt),
    };

    public static ApiKey ToRecord(this ApiKeyEntity row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Prefix = row.Prefix,
        Role = row.Role,
        Tenant = row.Tenant,
        CreatedAt = row.CreatedAt,
        CreatedBy = row.CreatedBy,
        ExpiresAt = row.ExpiresAt,
        RevokedAt = row.RevokedAt,
        LastUsedAt = row.LastUsedAt,
    };
}
