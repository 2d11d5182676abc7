using Npgsql;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Checks;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;

namespace QueueAgents.Chaos.Storm;

/// <summary>What the test knows beside the rows goes into schema <c>chaos</c>, where the checks see both.</summary>
internal static class Verdict
{
    public static async Task<IReadOnlyList<string>> OfAsync(RunningFleet fleet, Driver driver, IReadOnlyList<LedgerCall> calls)
    {
        await using var connection = await fleet.Database.OpenConnectionAsync();
        await using (var command = new NpgsqlCommand(CheckFiles.Text("Knowledge"), connection)) await command.ExecuteNonQueryAsync();
        await CopyAsync(connection, "chaos.submission", driver.Submissions, s => [s.Key, s.Value]);
        await CopyAsync(connection, "chaos.call", calls, c => [c.Key, (short)c.Class, c.Run, c.Seq, c.Attempt, c.At]);
        await CopyAsync(connection, "chaos.expected", await ExpectedAsync(connection, driver), e => [EffectKey.Of(e.Run, e.Seq, e.Name), (short)e.Class, e.Run]);
        return [.. await Check.RunAsync(connection, Check.All), .. await ResultsAsync(connection, driver)];
    }

    /// <summary>What every errand and its child must do outside, once each. Which child that is, the parent's row says; checks hold it to that.</summary>
    private static async Task<IReadOnlyList<(Guid Run, int Seq, string Name, EffectClass Class)>> ExpectedAsync(NpgsqlConnection connection, Driver driver)
    {
        List<(Guid, int, string, EffectClass)> expected = [];
        foreach (var run in driver.Orders.Keys) expected.AddRange(Errand.Effects.Select(e => (run, e.Seq, e.Name, e.Class)));
        await using var command = new NpgsqlCommand("select child_run_id from dispatch where kind = 3", connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var child = reader.GetGuid(0);
            expected.AddRange(ErrandLeg.Effects.Select(e => (child, e.Seq, e.Name, e.Class)));
        }

        return expected;
    }

    /// <summary>Every errand came to what it would have come to on a quiet day.</summary>
    private static async Task<IReadOnlyList<string>> ResultsAsync(NpgsqlConnection connection, Driver driver)
    {
        List<string> wrong = [];
        await using var command = new NpgsqlCommand("select id, state, result, error_type, error_message from run where parent_run_id is null", connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (!driver.Orders.TryGetValue(reader.GetGuid(0), out var order)) continue;
            var result = reader.IsDBNull(2) ? null : new Json(reader.GetString(2)).As<ErrandReceipt>();
            if (result?.Sum != Errand.SumOf(order.No))
            {
                var why = reader.IsDBNull(3) ? "" : $" ({reader.GetString(3)}: {reader.GetString(4)})";
                wrong.Add($"errand {order.No} of run {reader.GetGuid(0)} came to {result?.Sum.ToString() ?? "nothing"} instead of {Errand.SumOf(order.No)}{why}");
            }
        }

        return wrong;
    }

    private static async Task CopyAsync<T>(NpgsqlConnection connection, string table, IEnumerable<T> rows, Func<T, object[]> values)
    {
        await using var writer = await connection.BeginBinaryImportAsync($"copy {table} from stdin (format binary)");
        foreach (var row in rows) await writer.WriteRowAsync(default, values(row));
        await writer.CompleteAsync();
    }
}
