using Microsoft.EntityFrameworkCore;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Entities;
using QueueAgents.Persistence.Mapping;

namespace QueueAgents.Persistence.Reading;

/// <summary>The same LINQ on every database. A fresh context per call; nothing is tracked.</summary>
internal sealed class RunReader(IDbContextFactory<FleetDb> databases) : IRunReader
{
    /// <summary>SQL Server takes 2,100.</summary>
    private const int MaxParameters = 2_000;

    public async Task<RunFacts?> FindAsync(Guid runId, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var run = await db.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.Id == runId, ct);
        return run?.ToFacts();
    }

    public async Task<IReadOnlyList<RunHead>> HeadsAsync(IReadOnlyCollection<Guid> runIds, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var heads = new List<RunHead>();
        foreach (var ids in runIds.Chunk(MaxParameters))
            heads.AddRange(await db.Runs.Where(r => ids.Contains(r.Id)).Select(r => new RunHead(r.Id, r.Tenant, r.State, r.Version)).ToListAsync(ct));
        return heads;
    }

    public async Task<bool> IsUnservedAsync(Guid runId, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await RunQuery.Unserved(db).AnyAsync(d => d.RunId == runId, ct);
    }

    public async Task<RunPage> ListAsync(RunFilter filter, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await RunQuery.Of(db, filter).Take(filter.Limit + 1).ToListAsync(ct);

        var page = rows.Take(filter.Limit).ToList();
        var next = rows.Count > filter.Limit && page is [.., var last] ? (last.CreatedAt, last.Run.Id) : ((DateTimeOffset, Guid)?)null;
        return new([.. page.Select(r => new RunRow(r.Run.ToFacts(), r.Unserved))], next);
    }

    public async Task<IReadOnlyList<Transition>> TransitionsAsync(Guid runId, int afterVersion, int max, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Transitions.AsNoTracking()
            .Where(t => t.RunId == runId && t.Version > afterVersion)
            .OrderBy(t => t.Version).Take(max).ToListAsync(ct);
        return [.. rows.Select(r => r.ToRecord())];
    }

    public async Task<IReadOnlyList<Dispatch>> AttemptsAsync(Guid runId, int afterSeq, int max, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await Attempts(db, runId).Where(d => d.Seq > afterSeq).Take(max).ToListAsync(ct);
        // The next page starts after this step, so the last step comes with all its attempts even where that is more than max.
        if (rows.Count == max && rows is [.., var last])
            rows.AddRange(await Attempts(db, runId).Where(d => d.Seq == last.Seq && d.Attempt > last.Attempt).ToListAsync(ct));
        return [.. rows.Select(r => r.WithoutNonce())];
    }

    public async Task<IReadOnlyList<TranscriptItem>> ItemsAsync(Guid runId, int afterNo, int max, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Items.Where(i => i.RunId == runId && i.No > afterNo).OrderBy(i => i.No).Take(max)
            .Select(i => new TranscriptItem { No = i.No, Seq = i.Seq, Kind = i.Kind, Body = new Json(i.Body) }).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<PendingRequest>> RequestsAsync(Guid? runId, string? tenant, int max, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var runs = db.Runs.AsNoTracking().Where(r => (runId == null || r.Id == runId) && (tenant == null || r.Tenant == tenant));
        var asked = await (from d in db.Dispatches.AsNoTracking()
                           where d.EndedAt == null && d.Phase == DispatchPhase.Asked
                           join r in runs on d.RunId equals r.Id
                           orderby r.CreatedAt, d.RunId, d.Seq
                           select new { Run = r, Row = d }).Take(max).ToListAsync(ct);
        var questions = await runs.Where(r => r.State == RunState.Waiting && r.WaitKind == WaitKind.Answer)
            .OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).Take(max).ToListAsync(ct);
        return [.. asked.Select(a => new PendingRequest(a.Run.ToFacts(), a.Row.WithoutNonce()))
            .Concat(questions.Select(r => new PendingRequest(r.ToFacts(), null)))
            .OrderBy(p => p.Run.CreatedAt).ThenBy(p => p.Run.RunId).ThenBy(p => p.Row?.Seq).Take(max)];
    }

    public async Task<FleetSample> SampleAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await FleetQuery.SampleAsync(db, ct);
    }

    private static IQueryable<DispatchEntity> Attempts(FleetDb db, Guid runId)
        => db.Dispatches.AsNoTracking().Where(d => d.RunId == runId).OrderBy(d => d.Seq).ThenBy(d => d.Attempt);
}
