using Microsoft.Data.SqlClient;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.SqlServer.Rows;
using QueueAgents.Persistence.SqlServer.Sql;
using QueueAgents.Persistence.SqlServer.Wire;
using QueueAgents.Persistence.Tables;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>What is due and what was sent. // R7</summary>
internal sealed class SqlServerDueStore(SqlServerSource source) : IDueStore
{
    /// <summary>Well under the 5,000 locks at which SQL Server would rather take the table.</summary>
    private const int Page = 1000;

    public Task<IReadOnlyList<OutboxRow>> TakeDueOutboxAsync(DateTimeOffset now, int max, CancellationToken ct)
        => source.QueryAsync(() => Commands.Of(DueSql.TakeOutbox, p => p.Moment("@now", now).Int("@max", max)), ReadOutbox, ct);

    public Task<IReadOnlyList<DueDispatch>> TakeDueDispatchesAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => source.QueryAsync(() => Claim(DueSql.TakeDispatches, now, claim, max), reader =>
        {
            var fields = new Fields(reader);
            return new DueDispatch(RunFields.Read(ref fields), DispatchFields.Read(ref fields));
        }, ct);

    public Task<IReadOnlyList<Guid>> TakeDueRunsAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => source.QueryAsync(() => Claim(DueSql.TakeRuns, now, claim, max), reader => reader.GetGuid(0), ct);

    public Task<IReadOnlyList<Guid>> TakeQueuedRunsAsync(IReadOnlyList<string> agents, DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => source.QueryAsync(() =>
        {
            var command = Claim(DueSql.TakeQueued, now, claim, max);
            command.Parameters.Rows("@agents", SmallRows.Agents, ThatFit(agents, Lengths.Name));
            return command;
        }, reader => reader.GetGuid(0), ct);

    public async Task ConfirmAsync(IReadOnlyList<Guid> outbox, IReadOnlyList<AttemptId> sent, DateTimeOffset queueLimit, CancellationToken ct)
    {
        foreach (var (ids, attempts) in Pages(outbox, sent))
            await source.RunAsync(() => Confirmation(ids, attempts, queueLimit), Nothing, ct);
    }

    public async Task MarkUnservedAsync(IReadOnlyList<AttemptId> attempts, DateTimeOffset again, CancellationToken ct)
    {
        foreach (var page in attempts.Chunk(Page))
        {
            await source.RunAsync(() => Commands.Of(DueSql.MarkUnserved, p => p
                .Rows("@attempts", DispatchRows.Attempts, page)
                .Moment("@again", again)), Nothing, ct);
        }
    }

    public Task<int> ServeQueuesAsync(IReadOnlyList<string> queues, DateTimeOffset now, CancellationToken ct)
        => PageByPageAsync(() => Commands.Of(DueSql.ServeQueues, p => p
            .Rows("@queues", SmallRows.Queues, ThatFit(queues, Lengths.Queue))
            .Moment("@now", now)
            .Int("@max", Page)), ct);

    public async Task<int> ResendOpenAsync(DateTimeOffset now, CancellationToken ct)
    {
        await PageByPageAsync(() => Commands.Of(DueSql.ResendOutbox, p => p.Moment("@now", now).Int("@max", Page)), ct);
        var all = 0;
        var last = (RunId: Guid.Empty, Seq: 0, Count: Page);
        while (last.Count == Page)
        {
            var after = last;
            var page = await source.QueryAsync(() => Commands.Of(DueSql.ResendDispatches, p => p
                .Moment("@now", now)
                .Id("@run_id", after.RunId)
                .Int("@seq", after.Seq)
                .Int("@max", Page)), reader => (RunId: reader.GetGuid(0), Seq: reader.GetInt32(1), Count: reader.GetInt32(2)), ct);
            last = page is [var one] ? one : default;
            all += last.Count;
        }

        return all;
    }

    public Task<IReadOnlyList<Guid>> OpenOrphansAsync(Guid parent, int max, CancellationToken ct)
        => source.QueryAsync(() => Commands.Of(DueSql.OpenOrphans, p => p.Id("@parent", parent).Int("@max", max)), reader => reader.GetGuid(0), ct);

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, int max, CancellationToken ct)
        => source.CountAsync(() => Commands.Of(MemorySql.Forget, p => p.Moment("@now", now).Int("@max", max)), ct);

    /// <summary>Workers say these names; what no column can hold is in none.</summary>
    private static List<string> ThatFit(IReadOnlyList<string> names, int length) => [.. names.Distinct(StringComparer.Ordinal).Where(name => name.Length <= length)];

    private static SqlCommand Claim(string sql, DateTimeOffset now, TimeSpan claim, int max)
        => Commands.Of(sql, p => p.Moment("@now", now).Moment("@until", now + claim).Int("@max", max));

    /// <summary>Two statements, and each a transaction of its own: one table's locks are gone before the other's are taken.</summary>
    private static SqlCommand Confirmation(Guid[] outbox, AttemptId[] sent, DateTimeOffset queueLimit)
    {
        var command = new SqlCommand { CommandText = Words.Begin };
        if (outbox.Length > 0)
        {
            command.CommandText += $"\n{DueSql.DeleteOutbox}";
            command.Parameters.Rows("@outbox", SmallRows.Ids, outbox);
        }

        if (sent.Length > 0)
        {
            command.CommandText += $"\n{DueSql.Confirm}";
            command.Parameters.Rows("@attempts", DispatchRows.Attempts, sent).Moment("@limit", queueLimit);
        }

        return command;
    }

    private static IEnumerable<(Guid[] Outbox, AttemptId[] Sent)> Pages(IReadOnlyList<Guid> outbox, IReadOnlyList<AttemptId> sent)
    {
        for (var at = 0; at < Math.Max(outbox.Count, sent.Count); at += Page)
            yield return ([.. outbox.Skip(at).Take(Page)], [.. sent.Skip(at).Take(Page)]);
    }

    private async Task<int> PageByPageAsync(Func<SqlCommand> make, CancellationToken ct)
    {
        var all = 0;
        int page;
        do all += page = await source.CountAsync(make, ct);
        while (page == Page);
        return all;
    }

    private static Task<bool> Nothing(SqlDataReader reader) => Task.FromResult(true);

    private static OutboxRow ReadOutbox(SqlDataReader reader)
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
