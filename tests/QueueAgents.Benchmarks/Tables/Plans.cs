using Npgsql;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Reporting;
using QueueAgents.Persistence.PostgreSql.Sql;

namespace QueueAgents.Benchmarks.Tables;

/// <summary>How PostgreSQL would look for what is due: by the index that is there for it, and never by reading a whole table.</summary>
internal static class Plans
{
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(30);
    private static readonly string[] Agents = ["agent-1", "agent-2"];

    public static async Task<IReadOnlyList<Verdict>> OfAsync(FleetDatabase database, CancellationToken ct)
    {
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
            var plan = await ExplainAsync(database, sql, parameters, ct);
            var uses = plan.Contains(index, StringComparison.Ordinal) && !plan.Contains("Seq Scan", StringComparison.Ordinal);
            if (!uses) Progress.Say($"{query}:\n{plan}");
            verdicts.Add(Verdict.That($"{query} uses {index} and reads no whole table", uses));
        }

        return verdicts;
    }

    private static async Task<string> ExplainAsync(FleetDatabase database, string sql, object[] parameters, CancellationToken ct)
    {
        await using var connection = (NpgsqlConnection)await database.OpenAsync();
        await using var command = new NpgsqlCommand($"explain {sql}", connection);
        foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> lines = [];
        while (await reader.ReadAsync(ct)) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
