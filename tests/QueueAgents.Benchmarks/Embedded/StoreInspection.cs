using Microsoft.Data.Sqlite;

namespace QueueAgents.Benchmarks.Embedded;

/// <summary>Nothing was lost: the checks of the fleet's databases, as far as SQLite has the words for them.</summary>
internal static class StoreInspection
{
    private static readonly (string Finding, string Sql)[] Checks =
    [
        ("runs have not completed", "select count(*) from run where state <> 6"),
        ("messages have not left", "select count(*) from outbox"),
        ("steps are still open", "select count(*) from dispatch where ended_at is null"),
        ("runs have gaps in their transitions", "select count(*) from (select 1 from transition group by run_id having min(version) <> 1 or max(version) <> count(*))"),
        ("runs are not at their last transition", "select count(*) from run r where r.version <> (select count(*) from transition t where t.run_id = r.id)"),
        ("runs have steps without one successful outcome", "select count(*) from run r where r.seq <> (select count(*) from dispatch d where d.run_id = r.id and d.outcome = 1)"),
    ];

    public static async Task<IReadOnlyList<string>> OfAsync(string file, int submitted, CancellationToken ct)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        List<string> found = [];
        foreach (var (finding, sql) in Checks)
        {
            if (await CountAsync(sql) is > 0 and var count) found.Add($"{count} {finding}");
        }

        if (await CountAsync("select count(*) from run") is var runs && runs != submitted) found.Add($"{submitted} runs were submitted and {runs} are there");
        return found;

        async Task<long> CountAsync(string sql)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written above.
            command.CommandText = sql;
#pragma warning restore CA2100
            return (long)(await command.ExecuteScalarAsync(ct))!;
        }
    }
}
