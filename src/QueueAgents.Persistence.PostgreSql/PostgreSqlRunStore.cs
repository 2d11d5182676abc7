using Npgsql;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.PostgreSql.Sql;
using QueueAgents.Persistence.PostgreSql.Wire;
using QueueAgents.Persistence.Tables;

namespace QueueAgents.Persistence.PostgreSql;

/// <summary>The hot path: one round trip to load, one to commit.</summary>
internal sealed class PostgreSqlRunStore(PostgreSqlSource hot) : IRunStore
{
    private readonly NpgsqlDataSource source = hot.Pool;

    public async Task<IReadOnlyList<LoadedRun>> LoadAsync(IReadOnlyList<LoadRequest> requests, CancellationToken ct)
    {
        if (requests.Count == 0) return [];
        await using var batch = source.CreateBatch();
        var load = new LoadBatch(batch, requests);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await load.ReadAsync(reader, ct);
    }

    public async Task<CommitReceipt> CommitAsync(IReadOnlyList<RunChange> changes, CancellationToken ct)
    {
        var results = new Dictionary<Guid, CommitResult>(changes.Count);
        DateTimeOffset now;
        try
        {
            now = await CommitOnceAsync(changes, results, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && e.ConstraintName == Constraints.Command)
        {
            // Nothing is committed. The repeated ones are found by their causes and left out; the others are tried once more. // R12
            var repeated = await FindRepeatedAsync(changes, ct);
            if (repeated.Count == 0) throw;
            now = await CommitOnceAsync([.. changes.Where(c => !repeated.Contains(c.Run.RunId))], results, ct);
            foreach (var run in repeated) results[run] = CommitResult.Repeated;
        }

        var refused = changes.Where(c => results[c.Run.RunId] is CommitResult.Conflict or CommitResult.KeyTaken).ToList();
        if (refused.Count > 0)
            foreach (var run in await FindRepeatedAsync(refused, ct)) results[run] = CommitResult.Repeated;
        return new(results, now);
    }

    public bool IsTransient(Exception thrown) => PostgreSqlErrors.IsTransient(thrown);

    public async Task<IReadOnlySet<Guid>> FindCommittedAsync(IReadOnlyList<(Guid RunId, Guid CommandId)> causes, CancellationToken ct)
    {
        var found = await FindAsync(causes, ct);
        return found.Select(f => f.CommandId).ToHashSet();
    }

    public async Task<Guid?> FindByKeyAsync(string tenant, string agent, string key, CancellationToken ct)
    {
        await using var command = source.CreateCommand(LoadSql.ByKey);
        command.Parameters.Text(tenant);
        command.Parameters.Text(agent);
        command.Parameters.Text(key);
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    /// <summary>Two runs that each found no entry: nothing of the second batch is committed, and now its entry is there to be seen.</summary>
    private async Task<DateTimeOffset> CommitOnceAsync(IReadOnlyList<RunChange> changes, Dictionary<Guid, CommitResult> results, CancellationToken ct)
    {
        for (var left = 5; ; left--)
        {
            try
            {
                return await TryCommitAsync(changes, results, ct);
            }
            catch (PostgresException e) when (left > 0 && e.SqlState == PostgresErrorCodes.UniqueViolation && e.ConstraintName == Constraints.MemoryKey)
            {
            }
        }
    }

    private async Task<DateTimeOffset> TryCommitAsync(IReadOnlyList<RunChange> changes, Dictionary<Guid, CommitResult> results, CancellationToken ct)
    {
        await using var batch = hot.Commits.CreateBatch();
        var shape = new CommitBatch(batch).Fill(changes);
        foreach (var change in changes) results[change.Run.RunId] = CommitResult.Conflict;

        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (shape.Locked) await reader.NextResultAsync(ct);
        DateTimeOffset now = default;
        if (shape.Changed) await ChangedAsync();
        if (shape.Inserted) await MarkAsync(CommitResult.Committed);
        if (shape.KeysTaken) await MarkAsync(CommitResult.KeyTaken);
        if (shape.Clock) await ClockAsync();
        // The end of the batch is the commit: only reading on to it tells whether it came about.
        await reader.NextResultAsync(ct);
        return now;

        async Task ChangedAsync()
        {
            while (await reader.ReadAsync(ct))
            {
                if (!reader.IsDBNull(0)) results[reader.GetGuid(0)] = CommitResult.Committed;
                now = reader.GetFieldValue<DateTimeOffset>(1);
            }

            await reader.NextResultAsync(ct);
        }

        async Task ClockAsync()
        {
            await reader.ReadAsync(ct);
            now = reader.GetFieldValue<DateTimeOffset>(0);
        }

        async Task MarkAsync(CommitResult result)
        {
            while (await reader.ReadAsync(ct)) results[reader.GetGuid(0)] = result;
            await reader.NextResultAsync(ct);
        }
    }

    private async Task<HashSet<Guid>> FindRepeatedAsync(IReadOnlyList<RunChange> changes, CancellationToken ct)
    {
        var found = await FindAsync([.. changes.SelectMany(c => c.Transitions).Select(t => (t.RunId, t.CommandId))], ct);
        return [.. found.Select(f => f.RunId)];
    }

    private async Task<List<(Guid RunId, Guid CommandId)>> FindAsync(IReadOnlyList<(Guid RunId, Guid CommandId)> causes, CancellationToken ct)
    {
        await using var command = source.CreateCommand(LoadSql.Committed);
        command.Parameters.Column(causes, c => c.RunId);
        command.Parameters.Column(causes, c => c.CommandId);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(ct)) found.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return found;
    }
}
