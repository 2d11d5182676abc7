using System.Data.Common;
using System.Globalization;
using QueueAgents.Benchmarks.Databases;

namespace QueueAgents.Benchmarks.Tables;

/// <summary>
/// Runs of an earlier life, by SQL: their rows are as a fleet would have left them, so that every check holds for them too. Ids and moments grow with
/// time, as they do in a fleet.
/// </summary>
internal static class Filling
{
    /// <summary>Finished ones end a month ago; those that wait began after them.</summary>
    private const string Them = """
        create unlogged table them as
        select n, n > $1 as waits, at,
            (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid as id
        from (select n, now() - interval '60 days' + n * interval '30 days' / ($1 + $2) as at from generate_series(1, $1 + $2) n) moments;
        """;

    private static readonly (string Table, string Sql)[] Rows =
    [
        ("run", """
            insert into run (id, tenant, agent, key, tags, submission_hash, state, version, input, document, state_version, result, pinned, seq, step,
                wait_kind, wait_then, wait_text, wait_until, wake_at, kept_signals, signals_taken, parent_seq, depth, created_at, updated_at)
            select id, 'default', 'agent-' || n % 20, case when n % 4 = 0 then 'ticket-' || n end, case when n % 10 = 0 then '{"team":"team-' || n % 100 || '"}' end,
                md5(n::text) || md5(id::text), case when waits then 3 else 6 end, case when waits then 2 else 4 end, '0',
                '{"at":3,"ballast":"' || repeat('x', 1000) || '"}', 1, case when not waits then '3' end, false, case when waits then 1 else 3 end, 'Begin',
                case when waits then case when n % 2 = 0 then 3 else 2 end end, case when waits then 'Begin' end, case when waits and n % 2 = 1 then 'go' end,
                case when waits and n % 2 = 0 then now() + interval '30 days' + n * interval '1 s' end,
                case when waits and n % 2 = 0 then now() + interval '30 days' + n * interval '1 s' end, 0, 0, 0, 0, at, at + interval '1 s'
            from them
            """),
        ("run_tag", "insert into run_tag select id, 'team', 'team-' || n % 100, at from them where n % 10 = 0"),
        ("transition", """
            insert into transition (run_id, version, from_state, to_state, event, seq, attempt, step, worker, command_id, at, took_us, state_version, reverse_diff)
            select id, v, case v when 1 then 0 else 2 end, case when v = 4 then 6 when waits and v = 2 then 3 else 2 end, case v when 1 then 'SubmitRun' else 'StepCompleted' end,
                v - 1, case v when 1 then 0 else 1 end, case v when 1 then null else 'Begin' end, case v when 1 then null else 'worker-1' end,
                gen_random_uuid(), at + v * interval '200 ms', 900, 1, case v when 1 then null else '[{"op":"replace","path":"/at","value":' || v - 2 || '}]' end
            from them, generate_series(1, 4) v where v <= case when waits then 2 else 4 end
            """),
        ("dispatch", """
            insert into dispatch (run_id, seq, attempt, nonce, kind, step, arrival, state_version, queue, join_first, join_count, failures, lost, phase, created_at,
                ended_at, outcome, worker, took_us)
            select id, s, 1, gen_random_uuid(), case s when 1 then 0 else 1 end, 'Begin', 0, 1, 'queue-agents.step.agent-' || n % 20 || '.v1', 0, 0, 0, 0, 2,
                at + s * interval '200 ms', at + s * interval '200 ms', 1, 'worker-1', 900
            from them, generate_series(1, 3) s where s <= case when waits then 1 else 3 end
            """),
    ];

    public static async Task RunAsync(FleetDatabase database, int finished, int waiting, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync();
        Progress.Say($"{finished + waiting:N0} runs to be written");
        await ExecuteAsync(connection, Them.Replace("$1", Text(finished), StringComparison.Ordinal).Replace("$2", Text(waiting), StringComparison.Ordinal), ct);
        foreach (var (table, sql) in Rows) Progress.Say($"{table}: {await ExecuteAsync(connection, sql, ct):N0} rows");
        await ExecuteAsync(connection, "drop table them", ct);
        Progress.Say("vacuum, analyze and a checkpoint, as time would bring them");
        await ExecuteAsync(connection, "vacuum analyze", ct);
        await ExecuteAsync(connection, "checkpoint", ct);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<int> ExecuteAsync(DbConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written above, with numbers of our own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        return await command.ExecuteNonQueryAsync(ct);
    }
}
