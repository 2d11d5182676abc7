using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Conformance;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.SqlServer;
using Xunit;

namespace QueueAgents.Integration.SqlServer;

/// <summary>A database of its own, migrated as an administrator would.</summary>
internal sealed class SqlServerDatabase : IAsyncDisposable
{
    private readonly SqlServerNode node;
    private readonly string name;

    private SqlServerDatabase(SqlServerNode node, string name, string connectionString)
    {
        (this.node, this.name, ConnectionString) = (node, name, connectionString);
        Services = new ServiceCollection().AddSqlServerStore(connectionString).BuildServiceProvider();
    }

    public string ConnectionString { get; }

    /// <summary>What a server would have.</summary>
    public ServiceProvider Services { get; }

    public StoreSet Stores => new(
        Services.GetRequiredService<IRunStore>(),
        Services.GetRequiredService<IDueStore>(),
        Services.GetRequiredService<IDoorStore>(),
        Services.GetRequiredService<IWorkerStore>(),
        Services.GetRequiredService<IRunReader>(),
        Services.GetRequiredService<IKeyStore>());

    public static async Task<SqlServerDatabase> CreateAsync(CancellationToken ct, bool rowVersions = false)
    {
        var node = await NodeAsync();
        var (name, connectionString) = await node.CreateAsync(ct);
        if (rowVersions) await SetRowVersionsAsync(node, name, ct);
        var database = new SqlServerDatabase(node, name, connectionString);
        await database.Services.GetRequiredService<StoreMigrator>().MigrateAsync(ct);
        return database;
    }

    public static async Task<SqlServerNode> NodeAsync()
        => await TestContext.Current.GetFixture<SqlServerNode>() ?? throw new InvalidOperationException("There is no fixture of SQL Server.");

    public async Task<SqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new SqlConnection(ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    public async Task<int> ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var command = ByHand.Command(sql, connection);
        return await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var command = ByHand.Command(sql, connection);
        return (T)(await command.ExecuteScalarAsync(ct) ?? throw new InvalidOperationException($"Nothing came of {sql}"));
    }

    public async Task EmptyAsync()
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync();
        await ExecuteAsync(string.Join(";\n", db.Model.GetEntityTypes().Select(t => $"delete from {t.GetTableName()}")), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await node.DropAsync(name);
    }

    /// <summary>Skips the asking test where the server has no such option.</summary>
    private static async Task SetRowVersionsAsync(SqlServerNode node, string name, CancellationToken ct)
    {
        try
        {
            await node.AdministrateAsync($"alter database {name} set read_committed_snapshot on", ct);
        }
        catch (SqlException refused)
        {
            await node.DropAsync(name);
            Assert.Skip($"this server has no READ_COMMITTED_SNAPSHOT: {refused.Message}");
        }
    }
}
