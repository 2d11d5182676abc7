using System.Net.Sockets;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore.Storage;
using QueueAgents.Persistence.Tables;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>What an error of SQL Server or of its client means here.</summary>
internal static class SqlServerErrors
{
    private const int Deadlock = 1205;

    /// <summary>A broken connection on Linux, and a timeout: the provider's own list has neither.</summary>
    public static readonly int[] NotInTheProvidersList = [0, -2];

    /// <summary>Keys two servers may insert at the same moment; who comes second finds the row when he looks again.</summary>
    private static readonly string[] Contested = ["pk_run", Constraints.RunKey, "pk_effect", "pk_payload", "pk_worker", Constraints.MemoryKey];

    /// <summary>
    /// True where the same call may succeed a moment later: the connection broke, the server restarts, fails over or is full, a deadlock was
    /// resolved against us. Of a commit it does not say that nothing happened. // R12
    /// </summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        SqlException e => e.Class >= 20 || e.Errors.Cast<SqlError>().Any(error => IsTransient(error.Number)),
        RetryLimitExceededException { InnerException: { } inner } => IsTransient(inner),
        // As Entity Framework says it.
        InvalidOperationException { InnerException: SqlException inner } => IsTransient(inner),
        // The client: the pool is exhausted, or the connection was closed under the command.
        InvalidOperationException { Source: "Microsoft.Data.SqlClient" } => true,
        TimeoutException or IOException or SocketException => true,
        _ => false,
    };

    /// <summary>Rolled back as a whole because another was quicker: the same command may simply run again.</summary>
    public static bool LostARace(SqlException exception)
        => exception.Number == Deadlock || (IsDuplicate(exception) && Contested.Any(name => Names(exception, name)));

    /// <summary>The violated key or index is this one. The message is translated, the names in it are not.</summary>
    public static bool IsDuplicateOf(SqlException exception, string constraint) => IsDuplicate(exception) && Names(exception, constraint);

    private static bool IsDuplicate(SqlException exception) => exception.Errors.Cast<SqlError>().Any(error => error.Number is 2627 or 2601);

    private static bool Names(SqlException exception, string constraint)
        => exception.Errors.Cast<SqlError>().Any(error => error.Message.Contains(constraint, StringComparison.Ordinal));

    private static bool IsTransient(int number) => number switch
    {
        // The connection: broken, refused, not found, timed out.
        0 or -2 or -1 or 2 or 20 or 53 or 64 or 121 or 232 or 233 or 258 or 997 or 10053 or 10054 or 10060 or 10061 or 11001 => true,
        // Locks and memory: a deadlock, no lock to be had, no memory grant, too many workers.
        Deadlock or 1203 or 1204 or 1221 or 1222 or 3935 or 3960 or 3966 or 701 or 802 or 8628 or 8645 or 8651 or 10928 or 10929 or 10936 => true,
        // The server or its database: starting, recovering, shutting down, moving to another replica.
        921 or 922 or 923 or 927 or 976 or 978 or 983 or 988 or 3998 or 4060 or 4221 or 6005 or 6006 or 17142 or 17197 or 17830 or 18401 or 18451 => true,
        // Azure SQL Database.
        40143 or 40197 or 40501 or 40540 or 40544 or 40549 or 40550 or 40613 or 40615 or 40648 or 40671 or 42108 or 42109 or 49918 or 49919 or 49920 or 49977 or 49983 => true,
        // In-memory and snapshot validation, in case an administrator has turned it on.
        41301 or 41302 or 41305 or 41325 or 41839 => true,
        _ => false,
    };
}
