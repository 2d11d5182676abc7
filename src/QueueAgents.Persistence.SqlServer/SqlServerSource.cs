using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using QueueAgents.Persistence.SqlServer.Wire;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>
/// Runs commands of the hot path on a pool of its own: people who search cannot take its connections. A command that lost a race (a deadlock,
/// an insert that another made first) was rolled back as a whole, and runs again on another connection. // R12
/// </summary>
/// <remarks>What the connection string says itself is kept.</remarks>
internal class SqlServerSource
{
    private const int MostTries = 6;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly string connectionString;
    private readonly int? commandSeconds;

    /// <summary>What the server makes of an escaped sign in a document; null until the first connection has asked.</summary>
    private string? reads;

    public SqlServerSource(string connectionString, SqlServerStoreOptions? options = null)
    {
        // The client refuses to connect without the data of cultures, and says so only then.
        if (CultureInfo.GetCultures(CultureTypes.NeutralCultures).Length <= 1)
        {
            throw new PlatformNotSupportedException(
                "The client of SQL Server needs ICU: install libicu (icu-libs on Alpine, an image with -extra), and do not set DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.");
        }

        this.connectionString = Settings(connectionString).ConnectionString;
        commandSeconds = options?.CommandTimeout is { } timeout ? (int)Math.Ceiling(timeout.TotalSeconds) : null;
    }

    public static SqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = new SqlConnectionStringBuilder(connectionString);
        // The typed builder claims to contain every keyword; the plain one knows what was written.
        var written = new DbConnectionStringBuilder { ConnectionString = connectionString }.Keys.Cast<string>()
            .Select(key => key.Replace(" ", "", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);

        if (!written.Contains("ApplicationName") && !written.Contains("App")) settings.ApplicationName = "queue-agents";
        // After an outage the client would refuse to try for up to a minute; we have a pace of our own.
        if (!written.Contains("PoolBlockingPeriod")) settings.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
        return settings;
    }

    /// <summary>Another name makes another pool.</summary>
    public static string ForReads(string connectionString)
    {
        var settings = Settings(connectionString);
        settings.ApplicationName += " reads";
        return settings.ConnectionString;
    }

    /// <summary>The rows of the first result.</summary>
    public Task<IReadOnlyList<T>> QueryAsync<T>(Func<SqlCommand> make, Func<SqlDataReader, T> read, CancellationToken ct)
        => RunAsync(make, reader =>
        {
            var rows = new List<T>();
            while (reader.Read()) rows.Add(read(reader));
            return Task.FromResult<IReadOnlyList<T>>(rows);
        }, ct);

    /// <summary>Reads all results. Errors come in the order of the results, so the last one must have been read to know that all went well.</summary>
    public virtual async Task<T> RunAsync<T>(Func<SqlCommand> make, Func<SqlDataReader, Task<T>> read, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = new SqlConnection(connectionString);
                await connection.OpenAsync(ct);
                await using var command = make();
                command.Connection = connection;
                if ((reads ??= await AskAsync(connection, ct)) != PlainJson.Quote) PlainJson.Rewrite(command);
                if (commandSeconds is { } seconds) command.CommandTimeout = seconds;
                // Sequential: a document of a megabyte is read as it comes, not collected packet by packet first, which the client (6.1) begins anew with
                // each packet. What came of the command is waited for; its rows are then read without waiting.
                await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
                var answer = await read(reader);
                while (await reader.NextResultAsync(ct)) { }
                return answer;
            }
            catch (SqlException e) when (tries < MostTries && SqlServerErrors.LostARace(e))
            {
                await Task.Delay(Step * (1 << tries), TimeProvider.System, ct);
            }
            catch (SqlException) when (ct.IsCancellationRequested)
            {
                // The client reports a cancelled command as an error of the database.
                throw new OperationCanceledException(ct);
            }
        }
    }

    private static async Task<string> AskAsync(SqlConnection connection, CancellationToken ct)
    {
        await using var question = new SqlCommand(PlainJson.Question, connection);
        return (string)(await question.ExecuteScalarAsync(ct))!;
    }

    /// <returns>How many rows it touched: the number the command selects.</returns>
    public Task<int> CountAsync(Func<SqlCommand> make, CancellationToken ct)
        => RunAsync(make, reader => Task.FromResult(reader.Read() ? reader.GetInt32(0) : 0), ct);
}
