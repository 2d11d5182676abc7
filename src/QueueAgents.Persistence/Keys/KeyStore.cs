using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using QueueAgents.Orchestration.Keys;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;

namespace QueueAgents.Persistence.Keys;

/// <summary>The same LINQ on every database: a key is asked for every half a minute or so, not with every request.</summary>
internal sealed class KeyStore(IDbContextFactory<FleetDb> databases) : IKeyStore
{
    private static readonly TimeSpan NotedEvery = TimeSpan.FromMinutes(1);

    public async Task<bool> AddAsync(ApiKey key, byte[] hash, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.ApiKeys.Add(key.ToRow(hash));
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            // Each database has its own number for a key that is taken; all can say whether it is.
            if (await FindAsync(hash, ct) is null) throw;
            return false;
        }
    }

    public async Task<ApiKey?> FindAsync(byte[] hash, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var row = await db.ApiKeys.AsNoTracking().FirstOrDefaultAsync(key => key.Hash == hash, ct);
        return row is not null && CryptographicOperations.FixedTimeEquals(row.Hash, hash) ? row.ToRecord() : null;
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.ApiKeys.AsNoTracking().OrderBy(key => key.CreatedAt).ThenBy(key => key.Id).ToListAsync(ct);
        return [.. rows.Select(row => row.ToRecord())];
    }

    public async Task<bool> RevokeAsync(Guid id, DateTimeOffset now, CancellationToken ct)
    {
        var moment = Micros.Cut(now);
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.ApiKeys.Where(key => key.Id == id && key.RevokedAt == null)
            .ExecuteUpdateAsync(key => key.SetProperty(row => row.RevokedAt, moment), ct) == 1;
    }

    public async Task TouchAsync(Guid id, DateTimeOffset now, CancellationToken ct)
    {
        var moment = Micros.Cut(now);
        var before = moment - NotedEvery;
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.ApiKeys.Where(key => key.Id == id && (key.LastUsedAt == null || key.LastUsedAt <= before))
            .ExecuteUpdateAsync(key => key.SetProperty(row => row.LastUsedAt, moment), ct);
    }
}
