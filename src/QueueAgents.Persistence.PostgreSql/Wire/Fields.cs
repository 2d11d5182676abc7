using Npgsql;
using QueueAgents.Contracts;

namespace QueueAgents.Persistence.PostgreSql.Wire;

/// <summary>Reads a row's columns from left to right.</summary>
internal struct Fields(NpgsqlDataReader reader, int first = 0)
{
    private int _next = first;

    public void Skip(int columns) => _next += columns;

    public T Of<T>() => reader.GetFieldValue<T>(_next++);

    /// <summary>Null where the column is.</summary>
    public T? Maybe<T>() where T : struct
    {
        var at = _next++;
        return reader.IsDBNull(at) ? null : reader.GetFieldValue<T>(at);
    }

    public int Int() => reader.GetInt32(_next++);

    public short Short() => reader.GetInt16(_next++);

    public string Text() => reader.GetString(_next++);

    public string? MaybeText()
    {
        var at = _next++;
        return reader.IsDBNull(at) ? null : reader.GetString(at);
    }

    public Json Json() => new(MaybeText());
}
