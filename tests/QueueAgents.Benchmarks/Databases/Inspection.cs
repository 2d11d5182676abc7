using System.Data.Common;
using Npgsql;
using QueueAgents.Checks;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Databases;

/// <summary>
/// After a measurement: nothing was lost, and what lies in the tables is consistent. A number from a fleet of which that is not true is worth nothing.
/// </summary>
internal static class Inspection
{
    private static readonly TimeSpan RestsWithin = TimeSpan.FromMinutes(2);

    /// <summary>What was found, in sentences; empty where all is well.</summary>
    /// <param name="submitted">Every run that was.</param>
    /// <param name="alone">False: the tables hold runs beside those, which need not have ended.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(FleetDatabase database, IReadOnlyCollection<Guid> submitted, bool alone = true)
    {
        if (alone) await RestAsync(database);
        List<string> found = [];
        await using var connection = await database.OpenAsync();
        if (connection is NpgsqlConnection rows)
        {
            await KnowAsync(rows, submitted);
            found.AddRange(await Check.RunAsync(rows, Check.All.Where(check => alone || !check.Drained)));
            found.AddRange(await new Check("not-completed", true, false, NotCompleted).FindAsync(rows));
        }
        else
        {
            found.AddRange(await Check.RunAsync(connection, Check.All.Where(check => check.Everywhere)));
            var completed = await database.ScalarAsync<long>("select count(*) from run where state = 6");
            if (completed != submitted.Count) found.Add($"{submitted.Count} runs were submitted and {completed} have completed");
        }

        return found;
    }

    private const string NotCompleted = """
        select s.run_id || ' is ' || coalesce('in state ' || r.state, 'not there')
        from chaos.submission s
        left join run r on r.id = s.run_id
        where r.state is distinct from 6
        """;

    /// <summary>The last results are told before their outbox rows are deleted. What does not come to rest is what the checks then find.</summary>
    private static async Task RestAsync(FleetDatabase database)
    {
        try
        {
            await Eventually.Async(
                "the fleet to come to rest",
                async () => await database.ScalarAsync<long>("select (select count(*) from run where state <= 5) + (select count(*) from outbox)") == 0,
                RestsWithin);
        }
        catch (TimeoutException)
        {
        }
    }

    /// <summary>What was submitted goes beside the rows, where the checks see both. No effect is expected, and none was called.</summary>
    private static async Task KnowAsync(NpgsqlConnection connection, IReadOnlyCollection<Guid> submitted)
    {
        await using (var command = new NpgsqlCommand(CheckFiles.Text("Knowledge"), connection)) await command.ExecuteNonQueryAsync();
        await using (var writer = await connection.BeginBinaryImportAsync("copy chaos.submission from stdin (format binary)"))
        {
            foreach (var run in submitted) await writer.WriteRowAsync(default, run, true);
            await writer.CompleteAsync();
        }

        await using var analyze = new NpgsqlCommand("analyze", connection) { CommandTimeout = 600 };
        await analyze.ExecuteNonQueryAsync();
    }
}
