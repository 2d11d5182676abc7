using Microsoft.Data.Sqlite;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Sqlite.Rows;
using QueueAgents.Persistence.Sqlite.Sql;
using SQLitePCL;

namespace QueueAgents.Persistence.Sqlite;

/// <summary>
/// The hot path. The database is in this process, so a prepared statement per row costs less than shipping a batch; what costs is the
/// sync of a commit, and a batch of runs shares one.
/// </summary>
internal sealed class SqliteRunStore(SqliteSource source, TimeProvider clock) : IRunStore
{
    public Task<IReadOnlyList<LoadedRun>> LoadAsync(IReadOnlyList<LoadRequest> requests, CancellationToken ct)
        => source.ReadAsync<IReadOnlyList<LoadedRun>>(session => [.. requests.Select(r => Load.One(session, r))], ct);

    public async Task<CommitReceipt> CommitAsync(IReadOnlyList<RunChange> changes, CancellationToken ct)
    {
        var results = new Dictionary<Guid, CommitResult>(changes.Count);
        await source.WriteAsync(session =>
        {
            foreach (var change in changes.OrderBy(c => c.Run.RunId)) results.Add(change.Run.RunId, Commit.One(session, change));
            return changes.Count;
        }, ct);
        return new(results, Micros.Cut(clock.GetUtcNow()));
    }

    /// <summary>Another process writes, the disk is full or does not answer: the same commit may succeed later.</summary>
    public bool IsTransient(Exception thrown) => thrown is TimeoutException or IOException
        || thrown is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN };

    public Task<IReadOnlySet<Guid>> FindCommittedAsync(IReadOnlyList<(Guid RunId, Guid CommandId)> causes, CancellationToken ct)
        => source.ReadAsync<IReadOnlySet<Guid>>(session => causes
            .Where(c => session.Exists(RunSql.HasTransition, c.RunId, c.CommandId)).Select(c => c.CommandId).ToHashSet(), ct);

    public Task<Guid?> FindByKeyAsync(string tenant, string agent, string key, CancellationToken ct)
        => source.ReadAsync(session => session.Query<Guid?>(RunSql.IdByKey, f => f.Guid(), tenant, agent, key).FirstOrDefault(), ct);
}
