using Npgsql;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Floors;

/// <summary>What one commit costs: a row of 1 KB, inserted and committed, by at most as many clients as PostgreSQL likes.</summary>
internal sealed class CommitFloor : Contender
{
    private const int Clients = 50;

    private readonly NpgsqlDataSource database;

    private CommitFloor(string connection)
    {
        database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = Clients, MaxAutoPrepare = 1, AutoPrepareMinUsages = 1, Timeout = 60 });
        Load = new RunLoad(1, OneAsync);
    }

    public override string Name => "commit of a row";

    public override ILoad Load { get; }

    public static async Task<CommitFloor> StartAsync(PostgresCluster cluster, CancellationToken ct)
    {
        var floor = new CommitFloor(await cluster.CreateDatabaseAsync("floor"));
        await using var create = floor.database.CreateCommand("create table floor (id uuid primary key, body text not null)");
        await create.ExecuteNonQueryAsync(ct);
        return floor;
    }

    /// <summary>A session that ends tells its counts at once.</summary>
    public override void Rest() => database.Clear();

    public override ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task OneAsync(CancellationToken ct)
    {
        await using var insert = database.CreateCommand("insert into floor values ($1, $2)");
        insert.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        insert.Parameters.Add(new() { Value = Ballast.Kilobyte });
        await insert.ExecuteNonQueryAsync(ct);
    }
}
