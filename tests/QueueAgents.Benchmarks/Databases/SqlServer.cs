using System.Data.Common;
using Microsoft.Data.SqlClient;
using QueueAgents.Persistence.SqlServer;

namespace QueueAgents.Benchmarks.Databases;

/// <summary>A fresh database on the server somebody has named, by a login that may create databases.</summary>
internal sealed class SqlServer : FleetDatabase
{
    /// <summary>A login that may not see the state of the server is told error 297 or 300.</summary>
    private static readonly int[] MayNotLook = [297, 300];

    private readonly string master;
    private readonly string name = $"queueagents_benchmark_{Guid.NewGuid():N}";
    private bool created;

    private SqlServer(string server)
    {
        master = new SqlConnectionStringBuilder(server) { InitialCatalog = "master" }.ConnectionString;
        Connection = new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ConnectionString;
    }

    public override string Kind => "sqlserver";

    public override string Connection { get; }

    public static async Task<SqlServer> CreateAsync(string server, CancellationToken ct)
    {
        var database = new SqlServer(server);
        try
        {
            await database.AdministrateAsync($"create database {database.name}");
            database.created = true;
            await database.AdministrateAsync($"alter database {database.name} set read_committed_snapshot on");
            await MigrateAsync(services => services.AddSqlServerStore(database.Connection), ct);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public override async Task<WriteCounters?> WrittenAsync()
        => await CounterAsync("Write Transactions/sec") is { } commits && await CounterAsync("Log Bytes Flushed/sec") is { } bytes ? new WriteCounters(commits, bytes) : null;

    public override Task<long?> FlushesAsync(DateTimeOffset quietSince) => CounterAsync("Log Flushes/sec");

    public override async Task<DbConnection> OpenAsync()
    {
        var connection = new SqlConnection(Connection);
        await connection.OpenAsync();
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        if (!created) return;
        SqlConnection.ClearAllPools();
        await AdministrateAsync($"alter database {name} set single_user with rollback immediate; drop database {name}");
    }

    /// <summary>They count up from the server's start, whatever their names say.</summary>
    private async Task<long?> CounterAsync(string counter)
    {
        await using var connection = new SqlConnection(master);
        await connection.OpenAsync();
        await using var command = new SqlCommand(
            "select cntr_value from sys.dm_os_performance_counters where object_name like N'%:Databases%' and counter_name = @counter and instance_name = @database", connection);
        command.Parameters.AddWithValue("@counter", counter);
        command.Parameters.AddWithValue("@database", name);
        try
        {
            return (long?)await command.ExecuteScalarAsync();
        }
        catch (SqlException refused) when (MayNotLook.Contains(refused.Number))
        {
            return null;
        }
    }

    private async Task AdministrateAsync(string sql)
    {
        await using var connection = new SqlConnection(master);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Names of our own making.
        await using var command = new SqlCommand(sql, connection) { CommandTimeout = 300 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
