using System.Data;
using Microsoft.Data.SqlClient;
using QueueAgents.Persistence.SqlServer.Tables;

namespace QueueAgents.Persistence.SqlServer.Wire;

/// <summary>
/// Parameters with the type and size of the column they meet: nothing is guessed from a value, so a statement has one plan, and an index is
/// not given up for a conversion.
/// </summary>
internal static class Parameters
{
    private const int Max = -1;

    public static SqlParameterCollection Id(this SqlParameterCollection to, string name, Guid value) => to.With(name, SqlDbType.UniqueIdentifier, 16, value);

    public static SqlParameterCollection Int(this SqlParameterCollection to, string name, int value) => to.With(name, SqlDbType.Int, 4, value);

    public static SqlParameterCollection Short(this SqlParameterCollection to, string name, short value) => to.With(name, SqlDbType.SmallInt, 2, value);

    public static SqlParameterCollection Moment(this SqlParameterCollection to, string name, DateTimeOffset value)
    {
        to.Add(new SqlParameter(name, SqlDbType.DateTimeOffset, 10) { Scale = SqlServerTables.Digits, Value = Micros.Cut(value) });
        return to;
    }

    public static SqlParameterCollection Text(this SqlParameterCollection to, string name, string? value)
        => to.With(name, SqlDbType.NVarChar, Max, StorableText.Clean(value));

    /// <summary>A text that is compared, of at most <paramref name="length"/> characters.</summary>
    public static SqlParameterCollection Key(this SqlParameterCollection to, string name, int length, string value)
        => to.With(name, SqlDbType.NVarChar, ComparedText.ColumnLength(length), ComparedText.Fit(value, length));

    public static SqlParameterCollection Bytes(this SqlParameterCollection to, string name, byte[] value) => to.With(name, SqlDbType.VarBinary, Max, value);

    public static SqlParameterCollection Rows<TRow>(this SqlParameterCollection to, string name, JsonTable<TRow> table, IReadOnlyList<TRow> rows)
        => to.With(name, SqlDbType.NVarChar, Max, table.Write(rows));

    private static SqlParameterCollection With(this SqlParameterCollection to, string name, SqlDbType type, int size, object? value)
    {
        to.Add(new SqlParameter(name, type, size) { Value = value ?? DBNull.Value });
        return to;
    }
}
