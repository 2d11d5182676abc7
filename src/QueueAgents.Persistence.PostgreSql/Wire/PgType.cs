using NpgsqlTypes;

namespace QueueAgents.Persistence.PostgreSql.Wire;

/// <summary>What PostgreSQL is told that a value is.</summary>
internal static class PgType<T>
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
