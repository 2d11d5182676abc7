using Npgsql;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.PostgreSql.Rows;
using QueueAgents.Persistence.PostgreSql.Sql;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql;

/// <summary>What is due and what was sent. // R7</summary>
internal sealed class PostgreSqlDueStore(PostgreSqlSource hot) : IDueStore
{
    private readonly NpgsqlDataSource source = hot.Pool;

    private const int ResendPage = 1000;

    public Task<IReadOnlyList<OutboxRow>> TakeDueOutboxAsync(DateTimeOffset now, int max, CancellationToken ct)
        => source.QueryAsync(DueSql.TakeOutbox, p =>
        {
            p.Moment(now);
            p.Value(max);
        }, ReadOutbox, ct);

    public Task<IReadOnlyList<DueDispatch>> TakeDueDispatchesAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => source.QueryAsync(DueSql.TakeDispatches, p => Claim(p, now, claim, max), reader =>
        {
            var fields = new Fields(reader);
            return new DueDispatch(RunFields.Read(ref fields), DispatchFields.Read(ref fields));
        }, ct);

    public Task<IReadOnlyList<Guid>> TakeDueRunsAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => source.QueryAsync(DueSql.TakeRuns, p => Claim(p, now, claim, max), reader => reader.GetGuid(0), ct);

    public Task<IReadOnlyList<Guid>> TakeQueuedRunsAsync(IReadOnlyList<string> agents, DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => source.QueryAsync(DueSql.TakeQueued, p =>
        {
            Claim(p, now, claim, max);
            p.Texts(agents, a => a);
        }, reader => reader.GetGuid(0), ct);

    public async Task ConfirmAsync(IReadOnlyList<Guid> outbox, IReadOnlyList<AttemptId> sent, DateTimeOffset queueLimit, CancellationToken ct)
    {
        if (outbox.Count == 0 && sent.Count == 0) return;
        await using var batch = source.CreateBatch();
        if (outbox.Count > 0) batch.With(DueSql.DeleteOutbox, p => p.Column(outbox, id => id));
        if (sent.Count > 0)
        {
            batch.With(DueSql.Confirm, p =>
            {
                DispatchColumns.Attempts(p, sent);
                p.Moment(queueLimit);
            });
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    public Task MarkUnservedAsync(IReadOnlyList<AttemptId> attempts, DateTimeOffset again, CancellationToken ct)
        => source.ExecuteAsync(DueSql.MarkUnserved, p =>
        {
            DispatchColumns.Attempts(p, attempts);
            p.Moment(again);
        }, ct);

    public Task<int> ServeQueuesAsync(IReadOnlyList<string> queues, DateTimeOffset now, CancellationToken ct)
        => source.ExecuteAsync(DueSql.ServeQueues, p =>
        {
            p.Texts(queues, q => q);
            p.Moment(now);
        }, ct);

    public async Task<int> ResendOpenAsync(DateTimeOffset now, CancellationToken ct)
    {
        await source.ExecuteAsync(DueSql.ResendOutbox, p => p.Moment(now), ct);
        var all = 0;
        var last = (RunId: Guid.Empty, Seq: 0, Count: ResendPage);
        while (last.Count == ResendPage)
        {
            var page = await source.QueryAsync(DueSql.ResendDispatches, p =>
            {
                p.Moment(now);
                p.Value(last.RunId);
                p.Value(last.Seq);
                p.Value(ResendPage);
            }, reader => (RunId: reader.GetGuid(0), Seq: reader.GetInt32(1), Count: reader.GetInt32(2)), ct);
            last = page is [var one] ? one : default;
            all += last.Count;
        }

        return all;
    }

    public Task<IReadOnlyList<Guid>> OpenOrphansAsync(Guid parent, int max, CancellationToken ct)
        => source.QueryAsync(DueSql.OpenOrphans, p =>
        {
            p.Value(parent);
            p.Value(max);
        }, reader => reader.GetGuid(0), ct);

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, int max, CancellationToken ct)
        => source.ExecuteAsync(MemorySql.Forget, p =>
        {
            p.Moment(now);
            p.Value(max);
        }, ct);

    private static void Claim(NpgsqlParameterCollection p, DateTimeOffset now, TimeSpan claim, int max)
    {
        p.Moment(now);
        p.Value(claim);
        p.Value(max);
    }

    private static OutboxRow ReadOutbox(NpgsqlDataReader reader)
    {
        var f = new Fields(reader);
        return new()
        {
            Id = f.Of<Guid>(),
            RunId = f.Of<Guid>(),
            Route = (Route)f.Short(),
            Type = f.Text(),
            Body = f.Json(),
            Trace = f.MaybeText(),
            DueAt = f.Of<DateTimeOffset>(),
            Tries = f.Int(),
        };
    }
}
