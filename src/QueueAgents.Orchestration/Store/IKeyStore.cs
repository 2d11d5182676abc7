using QueueAgents.Orchestration.Keys;

namespace QueueAgents.Orchestration.Store;

/// <summary>The keys of the HTTP interface. A key is found by the SHA-256 of its text; the text is nowhere.</summary>
internal interface IKeyStore
{
    /// <summary>False, and nothing written, where a key with this hash is there already.</summary>
    Task<bool> AddAsync(ApiKey key, byte[] hash, CancellationToken ct);

    /// <summary>Also one that is revoked or has expired; null where nobody has made it.</summary>
    Task<ApiKey?> FindAsync(byte[] hash, CancellationToken ct);

    /// <summary>In order of creation.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct);

    /// <summary>For good. False where there is no such key, or it is revoked already: its first time stays.</summary>
    Task<bool> RevokeAsync(Guid id, DateTimeOffset now, CancellationToken ct);

    /// <summary>Notes its use, unless one is noted that is less than a minute old.</summary>
    Task TouchAsync(Guid id, DateTimeOffset now, CancellationToken ct);
}
