using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Simulation.Store;

namespace QueueAgents.Simulation.Mutations;

/// <summary>A store of runs that commits something else than it was asked to.</summary>
internal sealed class WorseStore(IRunStore inner, Func<RunChange, RunChange> worse) : IRunStore
{
    public Task<CommitReceipt> CommitAsync(IReadOnlyList<RunChange> changes, CancellationToken ct) => inner.CommitAsync([.. changes.Select(worse)], ct);

    public Task<IReadOnlyList<LoadedRun>> LoadAsync(IReadOnlyList<LoadRequest> requests, CancellationToken ct) => inner.LoadAsync(requests, ct);

    public Task<IReadOnlySet<Guid>> FindCommittedAsync(IReadOnlyList<(Guid RunId, Guid CommandId)> causes, CancellationToken ct) => inner.FindCommittedAsync(causes, ct);

    public Task<Guid?> FindByKeyAsync(string tenant, string agent, string key, CancellationToken ct) => inner.FindByKeyAsync(tenant, agent, key, ct);

    /// <summary>Whatever version a change was decided on, it is written over what there is.</summary>
    public static RunChange Unguarded(RunChange change, MemoryStore store)
    {
        var version = store[change.Run.RunId]?.Facts.Version ?? 0;
        return change with
        {
            ExpectedVersion = version,
            Run = change.Run with { Version = version + change.Transitions.Count },
            Transitions = [.. change.Transitions.Select((t, i) => t with { Version = version + 1 + i })],
        };
    }

    /// <summary>Nothing is stored to be sent: neither messages nor when a step is to be looked at.</summary>
    public static RunChange WithoutOutbox(RunChange change) => change with
    {
        Outbox = [],
        NewRows = [.. change.NewRows.Select(Forgotten)],
        ChangedRows = [.. change.ChangedRows.Select(Forgotten)],
    };

    private static Dispatch Forgotten(Dispatch row) => row is { IsOpen: true, Phase: DispatchPhase.Unsent } ? row with { DueAt = DateTimeOffset.MaxValue } : row;
}
