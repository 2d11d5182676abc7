using Npgsql;

namespace QueueAgents.Persistence.PostgreSql.Wire;

internal static class Commands
{
    public static async Task<IReadOnlyList<T>> QueryAsync<T>(
        this NpgsqlDataSource source, string sql, Action<NpgsqlParameterCollection> parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        parameters(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(read(reader));
        return rows;
    }

    /// <returns>How many rows it touched.</returns>
    public static async Task<int> ExecuteAsync(
        this NpgsqlDataSource source, string sql, Action<NpgsqlParameterCollection> parameters, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        parameters(command.Parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }

    public static NpgsqlBatch With(this NpgsqlBatch batch, string sql, Action<NpgsqlParameterCollection> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        parameters(command.Parameters);
        batch.BatchCommands.Add(command);
        return batch;
    }
}
