using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Simulation.Mutations;

/// <summary>A store that never gives back a lease that has expired.</summary>
internal sealed class WithoutLeases(IDueStore inner) : IDueStore
{
    public async Task<IReadOnlyList<DueDispatch>> TakeDueDispatchesAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => [.. (await inner.TakeDueDispatchesAsync(now, claim, max, ct)).Where(d => d.Row.Phase != DispatchPhase.Leased)];

    public Task<IReadOnlyList<OutboxRow>> TakeDueOutboxAsync(DateTimeOffset now, int max, CancellationToken ct) => inner.TakeDueOutboxAsync(now, max, ct);

    public Task<IReadOnlyList<Guid>> TakeDueRunsAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct) => inner.TakeDueRunsAsync(now, claim, max, ct);

    public Task<IReadOnlyList<Guid>> TakeQueuedRunsAsync(IReadOnlyList<string> agents, DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct) => inner.TakeQueuedRunsAsync(agents, now, claim, max, ct);

    public Task ConfirmAsync(IReadOnlyList<Guid> outbox, IReadOnlyList<AttemptId> sent, DateTimeOffset queueLimit, CancellationToken ct) => inner.ConfirmAsync(outbox, sent, queueLimit, ct);

    public Task MarkUnservedAsync(IReadOnlyList<AttemptId> attempts, DateTimeOffset again, CancellationToken ct) => inner.MarkUnservedAsync(attempts, again, ct);

    public Task<int> ServeQueuesAsync(IReadOnlyList<string> queues, DateTimeOffset now, CancellationToken ct) => inner.ServeQueuesAsync(queues, now, ct);

    public Task<int> ResendOpenAsync(DateTimeOffset now, CancellationToken ct) => inner.ResendOpenAsync(now, ct);

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, int max, CancellationToken ct) => inner.ForgetExpiredAsync(now, max, ct);

    public Task<IReadOnlyList<Guid>> OpenOrphansAsync(Guid parent, int max, CancellationToken ct) => inner.OpenOrphansAsync(parent, max, ct);
}
