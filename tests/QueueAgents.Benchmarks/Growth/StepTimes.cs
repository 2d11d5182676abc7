using QueueAgents.Benchmarks.Databases;

namespace QueueAgents.Benchmarks.Growth;

/// <summary>How long each step of a run took, by its history: from one outcome's commit to the next one's.</summary>
internal static class StepTimes
{
    public static async Task<IReadOnlyList<double>> ReadAsync(FleetDatabase database, Guid run, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select at from transition where run_id = @run order by version";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@run", run);
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<DateTimeOffset> moments = [];
        while (await reader.ReadAsync(ct)) moments.Add(await reader.GetFieldValueAsync<DateTimeOffset>(0, ct));
        return [.. moments.Zip(moments.Skip(1), (from, to) => (to - from).TotalMilliseconds)];
    }
}
