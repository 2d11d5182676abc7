using Npgsql;
using NpgsqlTypes;

namespace QueueAgents.Persistence.PostgreSql.Wire;

/// <summary>The rows of a statement as its parameters: one per column, an array of all rows; or, where the statement's text is that for a single row, its values themselves.</summary>
internal readonly struct Columns(NpgsqlParameterCollection parameters, bool single = false)
{
    public static implicit operator Columns(NpgsqlParameterCollection parameters) => new(parameters);

    public void Column<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        if (single)
        {
            parameters.Value(value(rows[0]));
            return;
        }

        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++) column[i] = value(rows[i]);
        parameters.Add(new NpgsqlParameter<T[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | PgType<T>.Value });
    }

    public void Texts<TRow>(IReadOnlyList<TRow> rows, Func<TRow, string?> value) => Column(rows, r => StorableText.Clean(value(r)));

    public void Moments<TRow>(IReadOnlyList<TRow> rows, Func<TRow, DateTimeOffset?> value) => Column(rows, r => Micros.Cut(value(r)));
}
