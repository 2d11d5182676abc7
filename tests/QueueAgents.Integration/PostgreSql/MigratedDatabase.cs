using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using QueueAgents.Conformance;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Schema;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.PostgreSql;

/// <summary>Copied from a template that is migrated once per run, which is ten times as fast as migrating each.</summary>
internal sealed class MigratedDatabase : IAsyncDisposable
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static PostgresCluster? templateOf;

    private readonly string name;
    private readonly string administrator;

    private MigratedDatabase(string name, string connectionString, string administrator)
    {
        (this.name, this.administrator, ConnectionString) = (name, administrator, connectionString);
        Services = new ServiceCollection().AddPostgreSqlStore(connectionString).BuildServiceProvider();
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

    public NpgsqlDataSource Source => Services.GetRequiredService<PostgreSqlSource>().Pool;

    public static async Task<MigratedDatabase> CreateAsync(CancellationToken ct)
    {
        var fixture = await TestContext.Current.GetFixture<Database>() ?? throw new InvalidOperationException("There is no database fixture.");
        var cluster = await fixture.ClusterAsync();
        await MakeTemplateAsync(cluster, ct);

        var name = $"test_{Guid.NewGuid():N}";
        var administrator = cluster.ConnectionString("postgres");
        await AdministrateAsync(administrator, $"create database {name} template migrated", ct);
        return new(name, cluster.ConnectionString(name), administrator);
    }

    public async Task<int> ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 300;
        return await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct) ?? throw new InvalidOperationException($"Nothing came of {sql}"));
    }

    /// <summary>Deletes all rows; truncating would take ten times as long.</summary>
    public async Task EmptyAsync()
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync();
        var tables = db.Model.GetEntityTypes().Select(t => $"delete from {t.GetTableName()}");
        await ExecuteAsync(string.Join(';', tables), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await AdministrateAsync(administrator, $"drop database {name} with (force)", CancellationToken.None);
    }

    private static async Task MakeTemplateAsync(PostgresCluster cluster, CancellationToken ct)
    {
        await Gate.WaitAsync(ct);
        try
        {
            if (ReferenceEquals(templateOf, cluster)) return;
            var settings = $"{await cluster.CreateDatabaseAsync("migrated")};Pooling=false";
            await using var services = new ServiceCollection().AddPostgreSqlStore(settings).BuildServiceProvider();
            await services.GetRequiredService<StoreMigrator>().MigrateAsync(ct);
            templateOf = cluster;
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task AdministrateAsync(string connectionString, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
