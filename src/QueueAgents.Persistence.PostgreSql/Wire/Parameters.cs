using Npgsql;
using NpgsqlTypes;

namespace QueueAgents.Persistence.PostgreSql.Wire;

/// <summary>Positional parameters, typed, so that PostgreSQL has nothing to guess and one prepared plan serves every batch size.</summary>
internal static class Parameters
{
    /// <summary>One array: a column of <c>unnest</c>.</summary>
    public static void Column<TRow, T>(this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, T> value) => new Columns(parameters).Column(rows, value);

    public static void Texts<TRow>(this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, string?> value) => new Columns(parameters).Texts(rows, value);

    public static void Moments<TRow>(this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, DateTimeOffset?> value) => new Columns(parameters).Moments(rows, value);

    public static void Value<T>(this NpgsqlParameterCollection parameters, T value)
        => parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = PgType<T>.Value });

    public static void Text(this NpgsqlParameterCollection parameters, string? value) => parameters.Value(StorableText.Clean(value));

    public static void Moment(this NpgsqlParameterCollection parameters, DateTimeOffset value) => parameters.Value(Micros.Cut(value));
}
