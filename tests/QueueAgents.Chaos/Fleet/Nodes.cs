using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using QueueAgents.Persistence;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Chaos.Fleet;

/// <summary>One broker and one database server for all tests that do not break them, started by the first that asks.</summary>
public sealed class Nodes : IAsyncDisposable
{
    private static readonly PostgresOptions NeverKilled = new() { Fsync = false };

    private readonly Lazy<Task<RabbitNode>> _broker = new(() => Task.Run(() => RabbitNode.StartAsync()));
    private readonly Lazy<Task<PostgresCluster>> _cluster = new(() => Task.Run(() => PostgresCluster.StartAsync(NeverKilled)));
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _databases = new();

    /// <summary>Skips the asking test, with the reason, where no broker is installed.</summary>
    public Task<RabbitNode> BrokerAsync()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        return _broker.Value;
    }

    /// <summary>Skips the asking test, with the reason, where no server is installed.</summary>
    public Task<PostgresCluster> ClusterAsync()
    {
        Assert.SkipWhen(Missing.Database() is not null, Missing.Database() ?? "");
        return _cluster.Value;
    }

    /// <summary>A virtual host of the asking test's own.</summary>
    public async Task<Uri> VirtualHostAsync() => await (await BrokerAsync()).CreateVirtualHostAsync($"test-{Guid.NewGuid():N}");

    /// <summary>An empty database of the asking test's own.</summary>
    public async Task<string> EmptyDatabaseAsync() => await (await ClusterAsync()).CreateDatabaseAsync($"test_{Guid.NewGuid():N}");

    /// <summary>A database with the fleet's tables, the asking test's own.</summary>
    public async Task<string> DatabaseAsync()
    {
        var connection = await EmptyDatabaseAsync();
        await MigrateAsync(connection);
        return connection;
    }

    /// <summary>A database with the fleet's tables, made by the first that asks for this name.</summary>
    public async Task<string> SharedDatabaseAsync(string name)
    {
        await ClusterAsync();
        return await _databases.GetOrAdd(name, _ => new(DatabaseAsync)).Value;
    }

    internal static async Task MigrateAsync(string connection)
    {
        var options = new DbContextOptionsBuilder<FleetDb>();
        options.UsePostgreSqlStore(connection);
        await using var db = new FleetDb(options.Options);
        await db.Database.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_broker.IsValueCreated && _broker.Value.IsCompletedSuccessfully) await (await _broker.Value).DisposeAsync();
        if (_cluster.IsValueCreated && _cluster.Value.IsCompletedSuccessfully) await (await _cluster.Value).DisposeAsync();
    }
}
