using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Unit.Delivery;

/// <summary>A store of runs in a dictionary whose next calls can be made to go wrong.</summary>
internal sealed class ScriptedStore : IRunStore
{
    private readonly Dictionary<Guid, RunFacts> runs = [];
    private readonly HashSet<(Guid, Guid)> causes = [];
    private readonly List<Dispatch> rows = [];

    /// <summary>Before each load.</summary>
    public Action<IReadOnlyList<LoadRequest>>? Loading { get; set; }
    /// <summary>Before each commit; what it throws, the database had not seen.</summary>
    public Action<IReadOnlyList<RunChange>>? Committing { get; set; }
    /// <summary>After each commit; what it throws, the database has done all the same.</summary>
    public Action? Committed { get; set; }
    public List<int> Batches { get; } = [];

    public RunFacts? this[Guid runId] => runs.GetValueOrDefault(runId);

    public IReadOnlyList<Dispatch> RowsOf(Guid runId) => [.. rows.Where(row => row.RunId == runId)];

    public Task<IReadOnlyList<LoadedRun>> LoadAsync(IReadOnlyList<LoadRequest> requests, CancellationToken ct)
    {
        Loading?.Invoke(requests);
        return Task.FromResult<IReadOnlyList<LoadedRun>>([.. requests.Select(r => new LoadedRun(this[r.RunId], [.. rows.Where(x => x.RunId == r.RunId)], [], []))]);
    }

    public Task<CommitReceipt> CommitAsync(IReadOnlyList<RunChange> changes, CancellationToken ct)
    {
        Committing?.Invoke(changes);
        Batches.Add(changes.Count);
        var results = changes.ToDictionary(c => c.Run.RunId, Write);
        Committed?.Invoke();
        return Task.FromResult(new CommitReceipt(results, DateTimeOffset.UnixEpoch));
    }

    public Task<IReadOnlySet<Guid>> FindCommittedAsync(IReadOnlyList<(Guid RunId, Guid CommandId)> asked, CancellationToken ct)
        => Task.FromResult<IReadOnlySet<Guid>>(asked.Where(causes.Contains).Select(c => c.CommandId).ToHashSet());

    public Task<Guid?> FindByKeyAsync(string tenant, string agent, string key, CancellationToken ct)
        => Task.FromResult(runs.Values.Where(r => r.Key == key).Select(r => (Guid?)r.RunId).FirstOrDefault());

    /// <summary>Somebody else changes the run.</summary>
    public void Disturb(Guid runId) => runs[runId] = runs[runId] with { Version = runs[runId].Version + 1 };

    private CommitResult Write(RunChange change)
    {
        var runId = change.Run.RunId;
        if (change.Transitions.Any(t => causes.Contains((runId, t.CommandId)))) return CommitResult.Repeated;
        if ((this[runId]?.Version ?? 0) != change.ExpectedVersion) return CommitResult.Conflict;
        if (change.Run.Key is { } key && runs.Values.Any(r => r.Key == key && r.RunId != runId)) return CommitResult.KeyTaken;
        runs[runId] = change.Run;
        rows.RemoveAll(r => r.RunId == runId && (change.SupersedeOpen || change.ChangedRows.Any(c => c.Seq == r.Seq && c.Attempt == r.Attempt)));
        rows.AddRange(change.NewRows);
        foreach (var transition in change.Transitions) causes.Add((runId, transition.CommandId));
        return CommitResult.Committed;
    }
}
