using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.Contracts;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Schema;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>QueueAgents as its users run it, with everything on that is on by default.</summary>
internal sealed class OurFleet : Fleet
{
    private readonly NpgsqlDataSource rows;
    private RunLoad<SubmitRun, RunCompleted> load = null!;

    private OurFleet(string connection) => rows = NpgsqlDataSource.Create(connection);

    public override ILoad Load => load;

    public static async Task<OurFleet> StartAsync(Nodes nodes, int servers, string queueType, CancellationToken ct)
    {
        var connection = await nodes.Database.CreateDatabaseAsync("fleet");
        await using (var store = new ServiceCollection().AddLogging().AddPostgreSqlStore(connection).BuildServiceProvider())
            await store.GetRequiredService<StoreMigrator>().MigrateAsync(ct);

        var fleet = new OurFleet(connection);
        Dictionary<string, string?> worker = new()
        {
            ["QueueAgents__Broker"] = nodes.Broker.Uri.ToString(),
            ["QueueAgents__QueueType"] = queueType,
        };
        Dictionary<string, string?> server = new(worker) { ["QueueAgents__Connection"] = connection, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };
        for (var i = 0; i < servers; i++) await fleet.StartServerAsync(server, "QueueAgents.Server.dll");
        await fleet.StartWorkerAsync(worker, "QueueAgents.Benchmarks.dll", "worker");
        fleet.load = await RunLoad<SubmitRun, RunCompleted>.ConnectAsync(
            nodes.Broker.Uri, "our-results", id => new SubmitRun { RunId = id, Agent = TenSteps.Name, Input = Json.Of(0) }, completed => completed.RunId, ct);
        await Eventually.Async("a server and a worker to answer", async () => await fleet.CountAsync("select count(*) from worker") > 0, TimeSpan.FromMinutes(1), fleet.Tails);
        return fleet;
    }

    /// <summary>Submitted, and not completed: must be none.</summary>
    public async Task<long> LostAsync() => load.Submitted - await CountAsync("select count(*) from run where state = 6");

    public override async ValueTask DisposeAsync()
    {
        await load.DisposeAsync();
        await base.DisposeAsync();
        await rows.DisposeAsync();
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = rows.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
