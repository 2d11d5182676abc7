using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Sqlite.Rows;
using QueueAgents.Persistence.Sqlite.Sql;
using QueueAgents.Persistence.Sqlite.Wire;

namespace QueueAgents.Persistence.Sqlite;

internal sealed class SqliteDueStore(SqliteSource source) : IDueStore
{
    private static readonly TimeSpan FirstTry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public Task<IReadOnlyList<OutboxRow>> TakeDueOutboxAsync(DateTimeOffset now, int max, CancellationToken ct) => source.WriteAsync<IReadOnlyList<OutboxRow>>(session =>
    {
        var due = session.Query(DueSql.Outbox, SmallRows.ReadOutbox, now, max);
        for (var i = 0; i < due.Count; i++)
        {
            var wait = TimeSpan.FromTicks(Math.Min(FirstTry.Ticks << Math.Min(due[i].Tries, 10), LongestWait.Ticks));
            due[i] = due[i] with { DueAt = Micros.Cut(now + wait), Tries = due[i].Tries + 1 };
            session.Execute(DueSql.PushOutbox, due[i].Id, due[i].DueAt, due[i].Tries);
        }

        return due;
    }, ct);

    public Task<IReadOnlyList<DueDispatch>> TakeDueDispatchesAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => source.WriteAsync<IReadOnlyList<DueDispatch>>(session =>
    {
        var until = Micros.Cut(now + claim);
        var runs = new Dictionary<Guid, RunFacts>();
        List<DueDispatch> taken = [];
        foreach (var due in session.Query(DueSql.Dispatches, DispatchRows.Read, now, max))
        {
            // What was sent, or found no queue, is to be sent again: Unsent, so that the next confirm counts.
            var row = due with { DueAt = until, Phase = due.Phase is DispatchPhase.Sent or DispatchPhase.Unserved ? DispatchPhase.Unsent : due.Phase };
            session.Execute(DueSql.PushDispatch, row.RunId, row.Seq, row.Attempt, row.DueAt, row.Phase);
            if (!runs.TryGetValue(row.RunId, out var run)) runs[row.RunId] = run = session.Query(RunSql.ById, RunRows.Read, row.RunId)[0];
            taken.Add(new(run, row));
        }

        return taken;
    }, ct);

    public Task<IReadOnlyList<Guid>> TakeDueRunsAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => source.WriteAsync<IReadOnlyList<Guid>>(session => Claim(session, session.Query(DueSql.Runs, f => f.Guid(), now, max), now + claim), ct);

    public Task<IReadOnlyList<Guid>> TakeQueuedRunsAsync(IReadOnlyList<string> agents, DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => source.WriteAsync<IReadOnlyList<Guid>>(session => Claim(session, session.Query(DueSql.QueuedRuns, f => f.Guid(), now, max, Json.Of(agents)), now + claim), ct);

    public Task ConfirmAsync(IReadOnlyList<Guid> outbox, IReadOnlyList<AttemptId> sent, DateTimeOffset queueLimit, CancellationToken ct) => source.WriteAsync(session =>
    {
        foreach (var id in outbox) session.Execute(DueSql.DeleteOutbox, id);
        foreach (var (runId, seq, attempt) in sent) session.Execute(DueSql.Confirm, runId, seq, attempt, queueLimit);
        return 0;
    }, ct);

    public Task MarkUnservedAsync(IReadOnlyList<AttemptId> attempts, DateTimeOffset again, CancellationToken ct) => source.WriteAsync(session =>
    {
        foreach (var (runId, seq, attempt) in attempts) session.Execute(DueSql.MarkUnserved, runId, seq, attempt, again);
        return 0;
    }, ct);

    public Task<int> ServeQueuesAsync(IReadOnlyList<string> queues, DateTimeOffset now, CancellationToken ct)
        => source.WriteAsync(session => session.Execute(DueSql.ServeQueues, Json.Of(queues), now), ct);

    public Task<int> ResendOpenAsync(DateTimeOffset now, CancellationToken ct) => source.WriteAsync(session =>
    {
        session.Execute(DueSql.ResendOutbox, now);
        return session.Execute(DueSql.ResendDispatches, now);
    }, ct);

    public Task<IReadOnlyList<Guid>> OpenOrphansAsync(Guid parent, int max, CancellationToken ct)
        => source.ReadAsync<IReadOnlyList<Guid>>(session => session.Query(DueSql.OpenOrphans, f => f.Guid(), parent, max), ct);

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, int max, CancellationToken ct)
        => source.WriteAsync(session => session.Execute(MemorySql.Forget, now, max), ct);

    private static List<Guid> Claim(Session session, List<Guid> runs, DateTimeOffset until)
    {
        foreach (var run in runs) session.Execute(DueSql.ClaimRun, run, until);
        return runs;
    }
}
