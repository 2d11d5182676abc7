using Microsoft.Data.Sqlite;
using QueueAgents.Contracts;

namespace QueueAgents.Persistence.Sqlite.Wire;

/// <summary>Reads one row, column after column.</summary>
internal sealed class Fields(SqliteDataReader reader)
{
    private int next;

    public Guid Guid() => new(reader.GetFieldValue<byte[]>(next++), bigEndian: true);

    public Guid? MaybeGuid() => IsNull() ? null : Guid();

    public string Text() => reader.GetString(next++);

    public string? MaybeText() => IsNull() ? null : Text();

    public Json Json() => new(MaybeText());

    public int Int() => reader.GetInt32(next++);

    public long Long() => reader.GetInt64(next++);

    public int? MaybeInt() => IsNull() ? null : Int();

    public bool Bool() => Int() != 0;

    public DateTimeOffset Moment() => Micros.FromEpoch(reader.GetInt64(next++));

    public DateTimeOffset? MaybeMoment() => IsNull() ? null : Moment();

    public TimeSpan? MaybeSpan() => IsNull() ? null : Micros.ToSpan(reader.GetInt64(next++));

    public byte[] Bytes() => reader.GetFieldValue<byte[]>(next++);

    public void Skip(int columns) => next += columns;

    /// <summary>Passes over the column if it is null.</summary>
    private bool IsNull()
    {
        if (!reader.IsDBNull(next)) return false;
        next++;
        return true;
    }
}
