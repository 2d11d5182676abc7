using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Store;

/// <summary>Reads for people and programs that look at runs. Never on the step path.</summary>
internal interface IRunReader
{
    Task<RunFacts?> FindAsync(Guid runId, CancellationToken ct);

    /// <summary>What of these runs there is, without their documents; in any order.</summary>
    Task<IReadOnlyList<RunHead>> HeadsAsync(IReadOnlyCollection<Guid> runIds, CancellationToken ct);

    /// <summary>True: an open attempt of the run finds no worker.</summary>
    Task<bool> IsUnservedAsync(Guid runId, CancellationToken ct);

    /// <summary>Newest first, by keyset: no counts, no offsets.</summary>
    Task<RunPage> ListAsync(RunFilter filter, CancellationToken ct);

    Task<IReadOnlyList<Transition>> TransitionsAsync(Guid runId, int afterVersion, int max, CancellationToken ct);

    /// <summary>Counts what is open, for whoever measures the fleet: some cheap reads every few seconds.</summary>
    Task<FleetSample> SampleAsync(CancellationToken ct);

    /// <summary>Every attempt, in order of step and attempt.</summary>
    Task<IReadOnlyList<Dispatch>> AttemptsAsync(Guid runId, int afterSeq, int max, CancellationToken ct);

    /// <summary>The transcript after an item, in order.</summary>
    Task<IReadOnlyList<TranscriptItem>> ItemsAsync(Guid runId, int afterNo, int max, CancellationToken ct);

    /// <summary>What people are asked now, oldest run first; of one run, or of all a tenant has, or of all. Without nonces. // R3</summary>
    Task<IReadOnlyList<PendingRequest>> RequestsAsync(Guid? runId, string? tenant, int max, CancellationToken ct);
}

/// <summary>Whose a run is, and where: a read by primary key that costs little.</summary>
internal sealed record RunHead(Guid RunId, string Tenant, RunState State, int Version);

internal sealed record RunFilter
{
    public IdRange? Ids { get; init; }
    public IReadOnlyList<RunState> States { get; init; } = [];
    public string? Agent { get; init; }
    public string? Tenant { get; init; }
    public string? Key { get; init; }
    public (string Name, string Value)? Tag { get; init; }
    public DateTimeOffset? CreatedAfter { get; init; }
    public DateTimeOffset? CreatedBefore { get; init; }
    /// <summary>Only runs with an attempt that no queue took.</summary>
    public bool Unserved { get; init; }
    public int Limit { get; init; } = 50;
    /// <summary>From the page before.</summary>
    public (DateTimeOffset CreatedAt, Guid RunId)? After { get; init; }
}

/// <summary>A page; <see cref="Next"/> is null on the last.</summary>
internal sealed record RunPage(IReadOnlyList<RunRow> Runs, (DateTimeOffset CreatedAt, Guid RunId)? Next);

/// <summary>A request nobody has answered: about a step's row, or where <see cref="Row"/> is null the question in the run's own <see cref="Wait"/>.</summary>
internal sealed record PendingRequest(RunFacts Run, Dispatch? Row);

/// <summary>A run in a list: its facts without documents, and whether an attempt of it finds no worker.</summary>
internal sealed record RunRow(RunFacts Run, bool Unserved);
