using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Simulation.Store;

internal sealed partial class MemoryStore
{
    public Task<RunFacts?> FindAsync(Guid runId, CancellationToken ct) => Io("Find", ct, () => runs.GetValueOrDefault(runId)?.Facts);

    public Task<IReadOnlyList<RunHead>> HeadsAsync(IReadOnlyCollection<Guid> runIds, CancellationToken ct) => Io<IReadOnlyList<RunHead>>("Heads", ct, ()
        => [.. runIds.Select(id => runs.GetValueOrDefault(id)?.Facts).OfType<RunFacts>().Select(run => new RunHead(run.RunId, run.Tenant, run.State, run.Version))]);

    public Task<bool> IsUnservedAsync(Guid runId, CancellationToken ct) => Io("IsUnserved", ct, () => runs.GetValueOrDefault(runId) is { } run && IsUnserved(run));

    public Task<RunPage> ListAsync(RunFilter filter, CancellationToken ct) => Io("List", ct, () =>
    {
        List<RunRow> found =
        [
            .. runs.Values.Where(run => Fits(filter, run))
                .OrderByDescending(r => r.Facts.CreatedAt).ThenByDescending(r => r.Facts.RunId)
                .Take(filter.Limit + 1)
                .Select(r => new RunRow(r.Facts with { Input = Json.None, Document = Json.None, Result = Json.None }, IsUnserved(r))),
        ];
        if (found.Count <= filter.Limit) return new RunPage(found, null);
        found.RemoveAt(filter.Limit);
        return new RunPage(found, (found[^1].Run.CreatedAt, found[^1].Run.RunId));
    });

    public Task<IReadOnlyList<Transition>> TransitionsAsync(Guid runId, int afterVersion, int max, CancellationToken ct) => Io<IReadOnlyList<Transition>>("Transitions", ct, ()
        => [.. (runs.GetValueOrDefault(runId)?.Transitions ?? []).Where(t => t.Version > afterVersion).Take(max)]);

    public Task<IReadOnlyList<Dispatch>> AttemptsAsync(Guid runId, int afterSeq, int max, CancellationToken ct) => Io<IReadOnlyList<Dispatch>>("Attempts", ct, ()
        => [.. (runs.GetValueOrDefault(runId)?.Rows ?? []).Where(r => r.Seq > afterSeq).Take(max)]);

    public Task<IReadOnlyList<TranscriptItem>> ItemsAsync(Guid runId, int afterNo, int max, CancellationToken ct) => Io<IReadOnlyList<TranscriptItem>>("Items", ct, ()
        => [.. (runs.GetValueOrDefault(runId)?.Items ?? []).Skip(afterNo).Take(max)]);

    public Task<IReadOnlyList<PendingRequest>> RequestsAsync(Guid? runId, string? tenant, int max, CancellationToken ct) => Io<IReadOnlyList<PendingRequest>>("Requests", ct, ()
        => [.. runs.Values.Where(r => (runId is null || r.Facts.RunId == runId) && (tenant is null || r.Facts.Tenant == tenant))
            .OrderBy(r => r.Facts.CreatedAt).ThenBy(r => r.Facts.RunId)
            .SelectMany(r => r.Facts is { State: RunState.Waiting, Wait.Kind: WaitKind.Answer }
                ? [new PendingRequest(r.Facts, null)]
                : r.OpenRows.Where(d => d.Phase == DispatchPhase.Asked).Select(d => new PendingRequest(r.Facts, d with { Nonce = Guid.Empty })))
            .Take(max)]);

    public Task<FleetSample> SampleAsync(CancellationToken ct) => Io("Sample", ct, () =>
    {
        var open = runs.Values.SelectMany(run => run.OpenRows).ToList();
        return new FleetSample
        {
            Runs = runs.Values.Where(run => run.Facts.State <= RunState.Parked).CountBy(run => run.Facts.State).ToDictionary(),
            Unserved = open.Count(row => row.Phase == DispatchPhase.Unserved),
            FirstSentDue = open.Where(row => row.Phase == DispatchPhase.Sent).Min(row => row.DueAt),
            Outbox = outbox.Count,
            FirstOutboxDue = outbox.Values.Min(row => (DateTimeOffset?)row.DueAt),
            FirstWake = runs.Values.Where(run => run.Facts.IsOpen).Min(run => run.Facts.WakeAt),
        };
    });

    private static bool IsUnserved(MemoryRun run) => run.OpenRows.Any(r => r.Phase == DispatchPhase.Unserved);

    private static bool Fits(RunFilter filter, MemoryRun run)
    {
        var facts = run.Facts;
        return (filter.Ids is not { } ids || ids.Holds(facts.RunId))
            && (filter.States.Count == 0 || filter.States.Contains(facts.State))
            && (filter.Agent is null || filter.Agent == facts.Agent)
            && (filter.Tenant is null || filter.Tenant == facts.Tenant)
            && (filter.Key is null || filter.Key == facts.Key)
            && (filter.Tag is not var (name, value) || (facts.Tags is { } tags && tags.TryGetValue(name, out var known) && known == value))
            && (filter.CreatedAfter is null || facts.CreatedAt > filter.CreatedAfter)
            && (filter.CreatedBefore is null || facts.CreatedAt < filter.CreatedBefore)
            && (!filter.Unserved || IsUnserved(run))
            && (filter.After is not var (at, runId) || facts.CreatedAt < at || (facts.CreatedAt == at && facts.RunId.CompareTo(runId) < 0));
    }
}
