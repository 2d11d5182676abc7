using Microsoft.Data.Sqlite;

namespace QueueAgents.Persistence.Sqlite.Wire;

/// <summary>One connection with its statements, each prepared once. Used by one caller at a time.</summary>
internal sealed class Session : IDisposable
{
    private readonly SqliteConnection connection;
    // By reference: every statement is a constant, and hashing its text would cost more than many of them take.
    private readonly Dictionary<string, SqliteCommand> statements = new(ReferenceEqualityComparer.Instance);

    public Session(string connectionString)
    {
        connection = new SqliteConnection(connectionString);
        connection.Open();
    }

    /// <summary>Runs statements that are used once.</summary>
    public void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>How many rows were written. <paramref name="values"/> are <c>$1</c>, <c>$2</c>…</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepared(sql, values).ExecuteNonQuery();

    public bool Exists(string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepared(sql, values).ExecuteReader();
        return reader.Read();
    }

    public List<T> Query<T>(string sql, Func<Fields, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepared(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(new Fields(reader)));
        return rows;
    }

    /// <summary>Reads until <paramref name="read"/> has enough and answers false.</summary>
    public void Each(string sql, Func<Fields, bool> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepared(sql, values).ExecuteReader();
        while (reader.Read() && read(new Fields(reader))) { }
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values) statement.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Prepared(string sql, ReadOnlySpan<object?> values)
    {
        if (!statements.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants only.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            statements.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = Values.ToDatabase(values[i]);
        return command;
    }
}
