using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Store;

/// <summary>What workers may ask. Each call names an attempt with its nonce and is refused unless that attempt is open. // R3 R7</summary>
internal interface IDoorStore
{
    /// <summary>True if the attempt is open and free, the caller's own, or its lease has expired; then it is leased until <paramref name="until"/>.</summary>
    Task<bool> ClaimStepAsync(ClaimStep claim, DateTimeOffset now, DateTimeOffset until, CancellationToken ct);

    /// <summary>Extends the leases the instance still holds. Returns those it holds no longer.</summary>
    Task<IReadOnlyList<HeldStep>> ExtendLeasesAsync(string instance, IReadOnlyList<HeldStep> holds, DateTimeOffset until, CancellationToken ct);

    /// <summary>
    /// Claims an effect in a commit of its own. Null: the attempt is not open. A claim whose outcome is unknown is granted to another call
    /// only where neither is AtMostOnce.
    /// </summary>
    Task<EffectAnswer?> ClaimEffectAsync(ClaimEffect claim, DateTimeOffset now, CancellationToken ct);

    /// <summary>Stores an effect's result under its claim; what is recorded stays. False: the attempt is not open, or the claim is another's.</summary>
    Task<bool> RecordEffectAsync(RecordEffect record, DateTimeOffset now, CancellationToken ct);

    /// <summary>The run's state (for a first step its input), or a step's input, whole; null where there is none or the attempt is not open.</summary>
    Task<string?> ReadPayloadAsync(ReadPayload read, CancellationToken ct);

    /// <summary>
    /// Appends a piece; the same piece again is accepted, another one in its place cuts off what followed. False: the attempt is not open,
    /// or the piece before is missing.
    /// </summary>
    Task<bool> WritePayloadAsync(WritePayload piece, CancellationToken ct);

    /// <summary>Ended steps of the join's group from a number on, in order, as many as fit in <paramref name="maxBytes"/> of values (at least one). Null: not open.</summary>
    Task<IReadOnlyList<StepResult>?> ReadResultsAsync(ReadResults read, int maxBytes, CancellationToken ct);

    /// <summary>The run's transcript from an item on, in order, as many as fit in <paramref name="maxBytes"/> of bodies (at least one). Null: not open.</summary>
    Task<IReadOnlyList<TranscriptItem>?> ReadTranscriptAsync(ReadTranscript read, int maxBytes, CancellationToken ct);

    /// <summary>An entry of the run's tenant that has not expired; version 0 where there is none. Null: not open.</summary>
    Task<MemoryFound?> ReadMemoryAsync(ReadMemory read, DateTimeOffset now, CancellationToken ct);

    /// <summary>Entries of one space that have not expired, in the order of their keys' bytes, at most <paramref name="max"/>. Null: not open.</summary>
    Task<IReadOnlyList<MemoryListed>?> ListMemoryAsync(ListMemory list, DateTimeOffset now, int max, CancellationToken ct);
}
