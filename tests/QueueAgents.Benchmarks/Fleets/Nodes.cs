using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>A broker and a database of this benchmark's own.</summary>
internal sealed class Nodes : IAsyncDisposable
{
    private Nodes(RabbitNode broker, PostgresCluster database) => (Broker, Database) = (broker, database);

    public RabbitNode Broker { get; }

    public PostgresCluster Database { get; }

    public static async Task<Nodes> StartAsync()
    {
        var broker = RabbitNode.StartAsync();
        var database = await PostgresCluster.StartAsync();
        return new(await broker, database);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
