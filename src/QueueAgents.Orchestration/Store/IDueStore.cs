using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Store;

/// <summary>
/// Store-owned bookkeeping outside the version: what is due, what was sent. Every Take claims its rows by pushing their due time on
/// before it returns them (SKIP LOCKED / READPAST), so two servers do not work on the same row, and a dead one delays it only. // R7
/// </summary>
internal interface IDueStore
{
    /// <summary>Stored messages past their due time. Each take counts a try; due times back off from 30 s to 10 min.</summary>
    Task<IReadOnlyList<OutboxRow>> TakeDueOutboxAsync(DateTimeOffset now, int max, CancellationToken ct);

    /// <summary>
    /// Open rows past their due time in phase Unsent, Sent, Unserved, Leased or Asked, with their runs, oldest due first; claimed for
    /// <paramref name="claim"/>, and as they stand then. What was Sent or Unserved is Unsent again, so that a confirm counts.
    /// </summary>
    Task<IReadOnlyList<DueDispatch>> TakeDueDispatchesAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct);

    /// <summary>Runs whose WakeAt has come and that are open; claimed for <paramref name="claim"/> by their wake claim, not by WakeAt.</summary>
    Task<IReadOnlyList<Guid>> TakeDueRunsAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct);

    /// <summary>Queued runs of these agents; claimed like due runs.</summary>
    Task<IReadOnlyList<Guid>> TakeQueuedRunsAsync(IReadOnlyList<string> agents, DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct);

    /// <summary>
    /// Deletes delivered outbox rows; confirmed attempts that are open and still Unsent become Sent, due at <paramref name="queueLimit"/>.
    /// One that is Leased stays so: a worker was quicker than the confirm.
    /// </summary>
    Task ConfirmAsync(IReadOnlyList<Guid> outbox, IReadOnlyList<AttemptId> sent, DateTimeOffset queueLimit, CancellationToken ct);

    /// <summary>
    /// Attempts no queue took: if open and Unsent, Sent or Unserved they become Unserved, looked at again at <paramref name="again"/>.
    /// One that a worker holds is left alone.
    /// </summary>
    Task MarkUnservedAsync(IReadOnlyList<AttemptId> attempts, DateTimeOffset again, CancellationToken ct);

    /// <summary>A worker announced these queues: their Unserved rows become Unsent, due now.</summary>
    Task<int> ServeQueuesAsync(IReadOnlyList<string> queues, DateTimeOffset now, CancellationToken ct);

    /// <summary>The broker lost its data: every open Sent or Unserved row becomes Unsent, due now, and every outbox row is due now. Answers how many rows of steps.</summary>
    Task<int> ResendOpenAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Open child runs of a run that no open row of it awaits: it has ended, or has started others in their place.</summary>
    Task<IReadOnlyList<Guid>> OpenOrphansAsync(Guid parent, int max, CancellationToken ct);

    /// <summary>Deletes entries of memory that have expired, those a commit holds excepted. Answers how many: as many as asked for means there may be more.</summary>
    Task<int> ForgetExpiredAsync(DateTimeOffset now, int max, CancellationToken ct);
}

/// <summary>One attempt, named.</summary>
internal sealed record AttemptId(Guid RunId, int Seq, int Attempt);

/// <summary>A due row and its run.</summary>
internal sealed record DueDispatch(RunFacts Run, Dispatch Row);
