using Microsoft.EntityFrameworkCore;
using Npgsql;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Reporting;
using QueueAgents.Persistence;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.PostgreSql.Sql;
using QueueAgents.Persistence.Reading;

namespace QueueAgents.Benchmarks.Tables;

/// <summary>How PostgreSQL would look for what is due, and for a page of a tag: by the index that is there for it, and never by reading a whole table.</summary>
internal static class Plans
{
    /// <summary>A busy moment: steps under way, messages a broker does not take, runs nobody serves. Nobody but this transaction sees it.</summary>
    private const string Busy = """
        insert into dispatch (run_id, seq, attempt, nonce, kind, step, arrival, state_version, queue, join_first, join_count, failures, lost, phase, due_at, created_at)
        select id, 100, 1, id, 1, 'Begin', 0, 1, 'queue-agents.step.' || agent || '.v1', 0, 0, 0, 0, 2, now() + random() * interval '15 min', now() from run where state = 3 limit 20000;

        insert into outbox (id, run_id, route, type, due_at, tries)
        select gen_random_uuid(), id, 1, 'run-completed', now() + random() * interval '10 min', 1 from run where state = 6 limit 20000;

        insert into run (id, tenant, agent, submission_hash, state, version, state_version, pinned, seq, kept_signals, signals_taken, parent_seq, depth, created_at, updated_at)
        select gen_random_uuid(), 'default', 'agent-' || n % 200, '', 1, 1, 1, false, 0, 0, 0, 0, 0, now(), now() from generate_series(1, 20000) n;

        analyze run, dispatch, outbox;
        """;

    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(30);
    private static readonly string[] Agents = ["agent-1", "agent-2"];

    public static async Task<IReadOnlyList<Verdict>> OfAsync(FleetDatabase database, CancellationToken ct)
    {
        await using var connection = (NpgsqlConnection)await database.OpenAsync();
        await using var forgotten = await connection.BeginTransactionAsync(ct);
        await using (var busy = new NpgsqlCommand(Busy, connection) { CommandTimeout = 0 }) await busy.ExecuteNonQueryAsync(ct);

        var now = DateTimeOffset.UtcNow;
        (string Query, string Index, string Sql, object[] Parameters)[] queries =
        [
            ("the relay's query", "ix_outbox_due", DueSql.TakeOutbox, [now, 200]),
            ("the sweeper's query", "ix_dispatch_due", DueSql.TakeDispatches, [now, Claim, 200]),
            ("the timers' query", "ix_run_wake", DueSql.TakeRuns, [now, Claim, 500]),
            ("the query of queued runs", "ix_run_queued", DueSql.TakeQueued, [now, Claim, 500, Agents]),
        ];
        List<Verdict> verdicts = [];
        foreach (var (query, index, sql, parameters) in queries)
        {
            await using var command = new NpgsqlCommand(sql);
            foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
            verdicts.Add(Judge(query, index, await ExplainAsync(connection, command, ct)));
        }

        await using var db = new FleetDb(((DbContextOptionsBuilder<FleetDb>)new DbContextOptionsBuilder<FleetDb>().UsePostgreSqlStore(database.Connection)).Options);
        await using var page = (NpgsqlCommand)RunQuery.Of(db, new() { Tag = ("team", "team-70") }).Take(51).CreateDbCommand();
        verdicts.Add(Judge("the page of a tag", "ix_run_tag_list", await ExplainAsync(connection, page, ct)));
        return verdicts;
    }

    private static Verdict Judge(string query, string index, string plan)
    {
        var uses = plan.Contains(index, StringComparison.Ordinal) && !plan.Contains("Seq Scan", StringComparison.Ordinal);
        if (!uses) Progress.Say($"{query}:\n{plan}");
        return Verdict.That($"{query} uses {index} and reads no whole table", uses);
    }

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, NpgsqlCommand command, CancellationToken ct)
    {
        (command.Connection, command.CommandText) = (connection, $"explain {command.CommandText}");
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> lines = [];
        while (await reader.ReadAsync(ct)) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
