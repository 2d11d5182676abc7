using System.Data.Common;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Store;

/// <summary>
/// The hot path: read what a batch of messages needs in one round trip, and commit what was decided in one transaction. // R1
/// </summary>
internal interface IRunStore
{
    /// <summary>One entry per request, in the order asked; an unknown run has no facts.</summary>
    Task<IReadOnlyList<LoadedRun>> LoadAsync(IReadOnlyList<LoadRequest> requests, CancellationToken ct);

    /// <summary>
    /// Commits all changes whose run still has the expected version, and nothing of the others. Rows are locked in RunId order.
    /// A finished run is never changed, and one that failed or is parked only as Retry changes it, whatever version is expected. // R5
    /// A wake claim ends with the commit, so that a new timer is not late.
    /// A change whose entries of memory do not all have the versions they were decided on is a conflict as a whole. No two changes write the
    /// same entry. // R1 R2
    /// An exception means: nothing is known to be committed; see <see cref="FindCommittedAsync"/>. No changes at all only ask for the time. // R2 R12
    /// </summary>
    Task<CommitReceipt> CommitAsync(IReadOnlyList<RunChange> changes, CancellationToken ct);

    /// <summary>Which of these transitions exist. Settles a commit whose outcome is unknown. // R12</summary>
    Task<IReadOnlySet<Guid>> FindCommittedAsync(IReadOnlyList<(Guid RunId, Guid CommandId)> causes, CancellationToken ct);

    /// <summary>True where trying again may help: the connection broke, the server restarts, a deadlock chose us.</summary>
    bool IsTransient(Exception thrown) => thrown is DbException { IsTransient: true } or TimeoutException or IOException;

    /// <summary>The run that has this key, if any.</summary>
    Task<Guid?> FindByKeyAsync(string tenant, string agent, string key, CancellationToken ct);
}

/// <summary>What the messages for one run need to be decided.</summary>
internal sealed record LoadRequest(Guid RunId)
{
    /// <summary>Open rows of these steps.</summary>
    public IReadOnlyList<int> Seqs { get; init; } = [];

    /// <summary>These very attempts, open or not: an outcome that comes too late is known by its nonce.</summary>
    public IReadOnlyList<(int Seq, int Attempt)> Attempts { get; init; } = [];

    /// <summary>How many not yet released rows of its fan-out (from <see cref="StepGroup.Next"/> on) may be released by these messages.</summary>
    public int Releases { get; init; }

    /// <summary>Signals taken before under these client keys, whether kept or not.</summary>
    public IReadOnlyList<string> SignalKeys { get; init; } = [];

    /// <summary>For Retry: the last attempt of every step of the current group that has not ended Ok.</summary>
    public bool Unfinished { get; init; }

    /// <summary>For Resume: the open rows of the current group, held ones among them.</summary>
    public bool Open { get; init; }

    /// <summary>Complete documents workers left at the door for these attempts.</summary>
    public IReadOnlyList<(int Seq, int Attempt)> Payloads { get; init; } = [];

    /// <summary>Entries of memory that may be written.</summary>
    public IReadOnlyList<MemoryPlace> Memory { get; init; } = [];
}

/// <summary>What the store found. Kept signals come with every run that has some.</summary>
internal sealed record LoadedRun(RunFacts? Run, IReadOnlyList<Dispatch> Rows, IReadOnlyList<KeptSignal> Signals, IReadOnlyList<StoredPayload> Payloads)
{
    /// <summary>One per place asked for, there or not.</summary>
    public IReadOnlyList<MemoryState> Memory { get; init; } = [];
}

internal sealed record StoredPayload(int Seq, int Attempt, PayloadKind Kind, string Text);

/// <summary>All that one run's chain of decisions writes.</summary>
internal sealed record RunChange
{
    /// <summary>The version the decisions were made on; 0 = the run must not exist yet.</summary>
    public required int ExpectedVersion { get; init; }
    public required RunFacts Run { get; init; }
    /// <summary>False: the document is as it was and need not be written.</summary>
    public required bool DocumentChanged { get; init; }
    public required IReadOnlyList<Transition> Transitions { get; init; }
    public IReadOnlyList<Dispatch> NewRows { get; init; } = [];
    /// <summary>Rows by (Seq, Attempt): phase, due time, owner, request and the closing columns are written.</summary>
    public IReadOnlyList<Dispatch> ChangedRows { get; init; } = [];
    /// <summary>Close every open row of the run, those in <see cref="NewRows"/> excepted, as superseded, and drop their documents at the door. <see cref="ChangedRows"/> are written before.</summary>
    public bool SupersedeOpen { get; init; }
    public IReadOnlyList<KeptSignal> NewSignals { get; init; } = [];
    /// <summary>Numbers of kept signals that a wait took.</summary>
    public IReadOnlyList<int> TakenSignals { get; init; } = [];
    public IReadOnlyList<EffectRow> Effects { get; init; } = [];
    /// <summary>What is added to the run's transcript, numbered.</summary>
    public IReadOnlyList<TranscriptItem> Items { get; init; } = [];
    /// <summary>Entries of memory, each once, in their order.</summary>
    public IReadOnlyList<MemoryRow> Memory { get; init; } = [];
    public IReadOnlyList<OutboxRow> Outbox { get; init; } = [];
    /// <summary>Attempts whose documents at the door are no longer needed.</summary>
    public IReadOnlyList<(int Seq, int Attempt)> SpentPayloads { get; init; } = [];
}

/// <summary>An effect that is recorded with an outcome. An existing record with a result stays as it is.</summary>
internal sealed record EffectRow(Guid RunId, int Seq, int Attempt, EffectRecord Effect);

/// <summary>A message that must leave, as it is stored.</summary>
internal sealed record OutboxRow
{
    public required Guid Id { get; init; }
    public required Guid RunId { get; init; }
    public required Route Route { get; init; }
    /// <summary>Our own name of the message type, never a CLR name.</summary>
    public required string Type { get; init; }
    public required Json Body { get; init; }
    public string? Trace { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public int Tries { get; init; }
}

/// <param name="Results">By run.</param>
/// <param name="Now">The database's clock at the commit.</param>
internal sealed record CommitReceipt(IReadOnlyDictionary<Guid, CommitResult> Results, DateTimeOffset Now);

internal enum CommitResult
{
    Committed = 1,
    /// <summary>The run, or an entry of memory, has another version, or exists already: decide again on fresh data.</summary>
    Conflict = 2,
    /// <summary>Another run has this (tenant, agent, key).</summary>
    KeyTaken = 3,
    /// <summary>The cause had made a transition of this run before; goes before the other refusals. // R12</summary>
    Repeated = 4,
}
