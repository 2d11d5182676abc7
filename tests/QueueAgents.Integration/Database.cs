using QueueAgents.TestNodes;
using Xunit;

[assembly: AssemblyFixture(typeof(QueueAgents.Integration.Database))]

namespace QueueAgents.Integration;

/// <summary>One database server for the whole run, started by the first test that asks. Tests that kill a server start their own.</summary>
public sealed class Database : IAsyncDisposable
{
    private static readonly PostgresOptions NeverKilled = new() { Fsync = false };

    private readonly Lazy<Task<PostgresCluster>> _cluster = new(() => Task.Run(() => PostgresCluster.StartAsync(NeverKilled)));

    /// <summary>Skips the asking test, with the reason, where no server is installed.</summary>
    public Task<PostgresCluster> ClusterAsync()
    {
        Assert.SkipWhen(Missing.Database() is not null, Missing.Database() ?? "");
        return _cluster.Value;
    }

    /// <summary>The connection string of an empty database of the asking test's own.</summary>
    public async Task<string> CreateAsync() =>
        await (await ClusterAsync()).CreateDatabaseAsync($"test_{Guid.NewGuid():N}");

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated && _cluster.Value.IsCompletedSuccessfully)
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }
}
