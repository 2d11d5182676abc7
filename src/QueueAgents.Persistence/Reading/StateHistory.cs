using Microsoft.EntityFrameworkCore;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.History;

namespace QueueAgents.Persistence.Reading;

/// <summary>The agent's document as it was after any transition: today's document, walked back by the reverse diffs.</summary>
internal sealed class StateHistory(IDbContextFactory<FleetDb> databases)
{
    /// <summary>Null where there is no such run, or no such version of it yet.</summary>
    public async Task<StateAt?> AtAsync(Guid runId, int version, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        // The run first: transitions are only ever added, so those up to its version belong to the document just read. // R4
        var run = await db.Runs.AsNoTracking().Where(r => r.Id == runId).Select(r => new { r.Version, r.Document }).FirstOrDefaultAsync(ct);
        if (run is null || version < 1 || version > run.Version) return null;

        var transitions = db.Transitions.AsNoTracking().Where(t => t.RunId == runId);
        var diffs = transitions.Where(t => t.Version > version && t.Version <= run.Version && t.ReverseDiff != null)
            .OrderByDescending(t => t.Version).Select(t => t.ReverseDiff!);
        var document = run.Document;
        await foreach (var diff in diffs.AsAsyncEnumerable().WithCancellation(ct)) document = JsonDiff.Apply(document, diff);

        var stateVersion = await transitions.Where(t => t.Version == version).Select(t => t.StateVersion).FirstAsync(ct);
        return new(version, stateVersion, new Json(document));
    }
}

/// <param name="Version">The transition after which it was so.</param>
/// <param name="StateVersion">The agent's state version it is written in.</param>
internal sealed record StateAt(int Version, int StateVersion, Json Document);
