using Npgsql;
using NpgsqlTypes;

namespace QueueAgents.Persistence.PostgreSql.Wire;

/// <summary>Positional parameters, typed, so that PostgreSQL has nothing to guess and one prepared plan serves every batch size.</summary>
internal static class Parameters
{
    /// <summary>One array: a column of <c>unnest</c>.</summary>
    public static void Column<TRow, T>(this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++) column[i] = value(rows[i]);
        parameters.Add(new NpgsqlParameter<T[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | PgType<T>.Value });
    }

    public static void Texts<TRow>(this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, string?> value)
        => parameters.Column(rows, r => StorableText.Clean(value(r)));

    public static void Moments<TRow>(this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, DateTimeOffset?> value)
        => parameters.Column(rows, r => Micros.Cut(value(r)));

    public static void Value<T>(this NpgsqlParameterCollection parameters, T value)
        => parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = PgType<T>.Value });

    public static void Text(this NpgsqlParameterCollection parameters, string? value) => parameters.Value(StorableText.Clean(value));

    public static void Moment(this NpgsqlParameterCollection parameters, DateTimeOffset value) => parameters.Value(Micros.Cut(value));

    private static class PgType<T>
    {
        public static readonly NpgsqlDbType Value = Of(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T));

        private static NpgsqlDbType Of(Type type) => type switch
        {
            _ when type == typeof(Guid) => NpgsqlDbType.Uuid,
            _ when type == typeof(int) => NpgsqlDbType.Integer,
            _ when type == typeof(short) => NpgsqlDbType.Smallint,
            _ when type == typeof(long) => NpgsqlDbType.Bigint,
            _ when type == typeof(bool) => NpgsqlDbType.Boolean,
            _ when type == typeof(string) => NpgsqlDbType.Text,
            _ when type == typeof(byte[]) => NpgsqlDbType.Bytea,
            _ when type == typeof(DateTimeOffset) => NpgsqlDbType.TimestampTz,
            _ when type == typeof(TimeSpan) => NpgsqlDbType.Interval,
            _ => throw new NotSupportedException($"No PostgreSQL type for {type}."),
        };
    }
}
