using Microsoft.Data.SqlClient;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.SqlServer.Rows;
using QueueAgents.Persistence.SqlServer.Sql;
using QueueAgents.Persistence.SqlServer.Wire;
using QueueAgents.Persistence.Tables;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>The hot path: one round trip to load, one to commit.</summary>
internal sealed class SqlServerRunStore(SqlServerSource source) : IRunStore
{
    public async Task<IReadOnlyList<LoadedRun>> LoadAsync(IReadOnlyList<LoadRequest> requests, CancellationToken ct)
    {
        if (requests.Count == 0) return [];
        LoadBatch load = null!;
        return await source.RunAsync(() => (load = new LoadBatch(requests)).Command, reader => load.ReadAsync(reader, ct), ct);
    }

    public async Task<CommitReceipt> CommitAsync(IReadOnlyList<RunChange> changes, CancellationToken ct)
    {
        var results = new Dictionary<Guid, CommitResult>(changes.Count);
        DateTimeOffset now;
        try
        {
            now = await CommitOnceAsync(changes, results, ct);
        }
        catch (SqlException e) when (SqlServerErrors.IsDuplicateOf(e, Constraints.Command))
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

    public bool IsTransient(Exception thrown) => SqlServerErrors.IsTransient(thrown);

    public async Task<IReadOnlySet<Guid>> FindCommittedAsync(IReadOnlyList<(Guid RunId, Guid CommandId)> causes, CancellationToken ct)
    {
        var found = await FindAsync(causes, ct);
        return found.Select(f => f.CommandId).ToHashSet();
    }

    public async Task<Guid?> FindByKeyAsync(string tenant, string agent, string key, CancellationToken ct)
    {
        var found = await source.QueryAsync(() => Commands.Of(LoadSql.ByKey, p => p
            .Key("@tenant", Lengths.Name, tenant)
            .Key("@agent", Lengths.Name, agent)
            .Key("@key", Lengths.Key, key)), reader => reader.GetGuid(0), ct);
        return found is [var one] ? one : null;
    }

    private Task<DateTimeOffset> CommitOnceAsync(IReadOnlyList<RunChange> changes, Dictionary<Guid, CommitResult> results, CancellationToken ct)
    {
        var keys = false;
        return source.RunAsync(() =>
        {
            var command = new SqlCommand();
            keys = new CommitBatch(command).Fill(changes);
            return command;
        }, async reader =>
        {
            foreach (var change in changes) results[change.Run.RunId] = CommitResult.Conflict;
            if (keys) await MarkAsync(reader, CommitResult.KeyTaken);
            await MarkAsync(reader, CommitResult.Committed);
            reader.Read();
            return reader.GetDateTimeOffset(0);
        }, ct);

        async Task MarkAsync(SqlDataReader reader, CommitResult result)
        {
            while (reader.Read()) results[reader.GetGuid(0)] = result;
            await reader.NextResultAsync(ct);
        }
    }

    private async Task<HashSet<Guid>> FindRepeatedAsync(IReadOnlyList<RunChange> changes, CancellationToken ct)
    {
        var found = await FindAsync([.. changes.SelectMany(c => c.Transitions).Select(t => (t.RunId, t.CommandId))], ct);
        return [.. found.Select(f => f.RunId)];
    }

    private Task<IReadOnlyList<(Guid RunId, Guid CommandId)>> FindAsync(IReadOnlyList<(Guid RunId, Guid CommandId)> causes, CancellationToken ct)
        => source.QueryAsync(
            () => Commands.Of(LoadSql.Committed, p => p.Rows("@causes", SmallRows.Causes, causes)), reader =>
            {
                var f = new Fields(reader);
                return (f.Of<Guid>(), f.Of<Guid>());
            }, ct);
}
