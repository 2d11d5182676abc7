namespace QueueAgents.Orchestration.Keys;

/// <summary>What is known of a key. Its text is known to its holder only, and its hash to the store.</summary>
internal sealed record ApiKey
{
    public required Guid Id { get; init; }

    /// <summary>Who or what holds it, for people.</summary>
    public required string Name { get; init; }

    /// <summary>The first characters of its text: enough to recognize it, far too little to use it.</summary>
    public required string Prefix { get; init; }

    public required KeyRole Role { get; init; }

    /// <summary>The one tenant whose runs it sees and starts; null: all.</summary>
    public string? Tenant { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>To the minute or so; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public bool IsValid(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } end || now < end);
}
