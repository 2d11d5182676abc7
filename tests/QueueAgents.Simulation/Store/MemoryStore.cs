using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Simulation.Store;

/// <summary>
/// The store as a simulation wants it: the same promises as a database, kept in dictionaries, and every call done when it returns.
/// A call is one transaction: it happens wholly between its two points, or not at all.
/// </summary>
/// <param name="clock">The database's clock.</param>
internal sealed partial class MemoryStore(TimeProvider clock) : IRunStore, IDueStore, IDoorStore, IWorkerStore, IRunReader
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, MemoryRun> runs = [];
    private readonly Dictionary<(string Tenant, string Agent, string Key), Guid> keys = [];
    private readonly Dictionary<Guid, OutboxRow> outbox = [];
    private readonly Dictionary<(string Tenant, string Agent, string Subject, string Key), MemoryRow> remembered = [];
    private readonly SortedDictionary<string, WorkerRow> workers = new(StringComparer.Ordinal);

    /// <summary>
    /// Called before and after each call with its name, for example <c>Commit</c>. To throw Before is a call that never reached the
    /// database; to throw After is one that was done, but whose answer was lost. // R12
    /// </summary>
    public Action<string, IoPoint>? Reach { get; set; }

    /// <summary>What is still to leave, for a simulation's own checks.</summary>
    public IReadOnlyCollection<OutboxRow> Outbox => outbox.Values;

    /// <summary>A run with its rows, for a simulation's own checks.</summary>
    public MemoryRun? this[Guid runId] => runs.GetValueOrDefault(runId);

    /// <summary>Every run with its rows, for a simulation's own checks.</summary>
    public IEnumerable<MemoryRun> All => runs.Values;

#pragma warning disable CA1068 // The work comes last, so that a call reads like a body.
    private Task<T> Io<T>(string name, CancellationToken ct, Func<T> work)
#pragma warning restore CA1068
    {
        if (ct.IsCancellationRequested) return Task.FromCanceled<T>(ct);
        try
        {
            Reach?.Invoke(name, IoPoint.Before);
            T answer;
            lock (gate) answer = work();
            Reach?.Invoke(name, IoPoint.After);
            return Task.FromResult(answer);
        }
#pragma warning disable CA1031 // A database throws when it is awaited, not when it is called.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException<T>(e);
        }
    }

    /// <summary>The open attempt with this nonce, or null. // R3</summary>
    private (MemoryRun Run, Dispatch Row)? Open(Guid runId, int seq, int attempt, Guid nonce)
        => runs.TryGetValue(runId, out var run) && run.OpenRow(seq) is { } row && row.Attempt == attempt && row.Nonce == nonce ? (run, row) : null;

    private static DateTimeOffset Cut(DateTimeOffset moment)
        => new(moment.UtcTicks - moment.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    private static DateTimeOffset? Cut(DateTimeOffset? moment) => moment is { } some ? Cut(some) : null;
}

/// <summary>Where in a call something may go wrong.</summary>
internal enum IoPoint
{
    Before,
    After,
}
