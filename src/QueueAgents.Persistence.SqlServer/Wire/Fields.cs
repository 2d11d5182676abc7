using System.Data.Common;
using QueueAgents.Contracts;
using QueueAgents.Persistence.SqlServer.Tables;

namespace QueueAgents.Persistence.SqlServer.Wire;

/// <summary>Reads a row's columns from left to right, each once: the client does not keep what it has passed.</summary>
internal struct Fields(DbDataReader reader)
{
    private int _next;

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

    public string Key() => ComparedText.Read(Text());

    public string? MaybeKey() => MaybeText() is { } stored ? ComparedText.Read(stored) : null;

    public Json Json() => new(MaybeText());
}
