using System.Net.Sockets;
using Npgsql;

namespace QueueAgents.Persistence.PostgreSql;

internal static class PostgreSqlErrors
{
    /// <summary>
    /// True where the same call may succeed a moment later: the connection broke, the server restarts or is full, a deadlock was resolved
    /// against us. Of a commit it does not say that nothing happened. // R12
    /// </summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException e => e.IsTransient || IsTransient(e.SqlState),
        NpgsqlException { InnerException: TimeoutException or IOException or SocketException } => true,
        NpgsqlException e => e.IsTransient,
        // As EF Core says it.
        InvalidOperationException { InnerException: NpgsqlException e } => IsTransient(e),
        TimeoutException or IOException or SocketException => true,
        _ => false,
    };

    private static bool IsTransient(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => true,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => true,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.LockNotAvailable => true,
        // A server that has just become a standby, or was one a moment ago.
        PostgresErrorCodes.ReadOnlySqlTransaction => true,
        _ => sqlState.StartsWith("08", StringComparison.Ordinal),
    };
}
