using QueueAgents.Benchmarks.Arguments;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>A broker of this benchmark's own, and a database server: its own too, or the one that was named.</summary>
internal sealed class Nodes : IAsyncDisposable
{
    private readonly string? sqlServer;

    private Nodes(RabbitNode broker, PostgresCluster? cluster, string? sqlServer) => (Broker, Cluster, this.sqlServer) = (broker, cluster, sqlServer);

    public RabbitNode Broker { get; }

    /// <summary>Null on SQL Server.</summary>
    public PostgresCluster? Cluster { get; }

    public static async Task<Nodes> StartAsync(Setup setup)
    {
        if (Missing.Broker() is { } noBroker) throw new InvalidOperationException(noBroker);
        if (setup.Connection is null && Missing.Database() is { } noDatabase) throw new InvalidOperationException(noDatabase);
        Progress.Say("starting a broker and a database");
        var broker = RabbitNode.StartAsync();
        PostgresCluster? cluster = null;
        try
        {
            cluster = setup.Connection is null ? await PostgresCluster.StartAsync() : null;
            return new(await broker, cluster, setup.Connection);
        }
        catch
        {
            if (cluster is not null) await cluster.DisposeAsync();
            if (await Task.WhenAny(broker) is { IsCompletedSuccessfully: true } started) await (await started).DisposeAsync();
            throw;
        }
    }

    public async Task<FleetDatabase> CreateDatabaseAsync(string name, CancellationToken ct)
        => Cluster is not null ? await PostgreSql.CreateAsync(Cluster, name, ct) : await SqlServer.CreateAsync(sqlServer!, ct);

    public async ValueTask DisposeAsync()
    {
        if (Cluster is not null) await Cluster.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
