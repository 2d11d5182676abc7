using QueueAgents.Orchestration.Keys;

namespace QueueAgents.Cli.Views;

/// <summary>A key of the HTTP interface.</summary>
/// <param name="Key">Its text: only when it has just been made, and never again.</param>
/// <param name="Status"><c>valid</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="Tenant">The one tenant whose runs it sees; absent: all.</param>
internal sealed record KeyView(
    string? Key, Guid Id, string Prefix, string Name, KeyRole Role, string? Tenant, string Status,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    public static KeyView Of(ApiKey key, DateTimeOffset now, string? text = null) => new(
        text, key.Id, key.Prefix, key.Name, key.Role, key.Tenant,
        key.RevokedAt is not null ? "revoked" : key.IsValid(now) ? "valid" : "expired",
        key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.RevokedAt, key.LastUsedAt);
}
