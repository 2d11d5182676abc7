using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using QueueAgents.Contracts;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Schema;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks;

/// <summary>Broker, database, servers and one worker as processes of their own; the load comes from this one.</summary>
internal sealed class BenchmarkFleet : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> parts = [];
    private readonly List<ChildProcess> servers = [];
    private RabbitNode broker = null!;
    private PostgresCluster database = null!;
    private ChildProcess worker = null!;
    private NpgsqlDataSource rows = null!;

    public Load Load { get; private set; } = null!;

    public static async Task<BenchmarkFleet> StartAsync(StepsOptions options, CancellationToken ct)
    {
        var fleet = new BenchmarkFleet();
        var brokerStart = RabbitNode.StartAsync();
        fleet.parts.Add(fleet.database = await PostgresCluster.StartAsync());
        fleet.parts.Add(fleet.broker = await brokerStart);
        var connection = await fleet.database.CreateDatabaseAsync("fleet");
        fleet.parts.Add(fleet.rows = NpgsqlDataSource.Create(connection));
        await MigrateAsync(connection, ct);

        var here = AppContext.BaseDirectory;
        Dictionary<string, string> environment = new()
        {
            ["QueueAgents__Broker"] = fleet.broker.Uri.ToString(),
            ["QueueAgents__Connection"] = connection,
            ["QueueAgents__QueueType"] = options.QueueType,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["DOTNET_gcServer"] = "0",
        };
        for (var i = 0; i < options.Servers; i++) fleet.servers.Add(await fleet.ProcessAsync(environment, Path.Combine(here, "QueueAgents.Server.dll")));
        environment.Remove("QueueAgents__Connection");
        fleet.worker = await fleet.ProcessAsync(environment, Path.Combine(here, "QueueAgents.Benchmarks.dll"), "worker");
        await fleet.ConnectAsync(ct);
        return fleet;
    }

    public async Task<Sample> MeasureAsync(int inFlight, TimeSpan duration, CancellationToken ct)
    {
        var before = await CountersAsync();
        var clock = Stopwatch.StartNew();
        var took = await Load.RunAsync(inFlight, duration, ct);
        var seconds = clock.Elapsed.TotalSeconds;
        var after = await CountersAsync();
        took.Sort();
        double steps = took.Count * Load.StepsPerRun;
        return new Sample
        {
            StepsPerSecond = steps / seconds,
            P50 = took[took.Count / 2],
            P99 = took[Math.Min(took.Count - 1, took.Count * 99 / 100)],
            Commits = (after.Commits - before.Commits) / steps,
            WalSyncs = (after.WalSyncs - before.WalSyncs) / steps,
            WalBytes = (after.WalBytes - before.WalBytes) / steps,
            ServerCpu = (after.Server - before.Server) / steps,
            WorkerCpu = (after.Worker - before.Worker) / steps,
            BrokerCpu = (after.Broker - before.Broker) / steps,
            DatabaseCpu = (after.Database - before.Database) / steps,
        };
    }

    /// <summary>Submitted, and not completed: must be none.</summary>
    public async Task<long> LostAsync()
    {
        await using var command = rows.CreateCommand("select count(*) from run where state = 6");
        return Load.Submitted - (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = parts.Count - 1; i >= 0; i--) await parts[i].DisposeAsync();
    }

    private async Task<Counters> CountersAsync()
    {
        await using var command = rows.CreateCommand(
            "select (select xact_commit from pg_stat_database where datname = current_database()), wal_sync, wal_bytes::bigint from pg_stat_wal");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Counters(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2),
            servers.Sum(s => Cpu.MillisecondsOfTree(s.Pid)), Cpu.MillisecondsOfTree(worker.Pid),
            Cpu.MillisecondsOfTree(broker.Pid), Cpu.MillisecondsOfTree(database.Pid));
    }

    private async Task<ChildProcess> ProcessAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var process = await ChildProcess.StartAsync(new ChildStart("dotnet", arguments) { Environment = environment.ToDictionary(e => e.Key, e => (string?)e.Value) });
        parts.Add(process);
        return process;
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Results>();
        builder.Services.AddSingleton<Load>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(broker.Uri);
                rabbit.ConfigureJsonSerializerOptions(Json.ForBus);
                rabbit.ReceiveEndpoint("benchmark-results", endpoint =>
                {
                    endpoint.PrefetchCount = 200;
                    endpoint.Instance(context.GetRequiredService<Results>());
                });
            });
        });
        var host = builder.Build();
        await host.StartAsync(ct);
        parts.Add(new HostStop(host));
        Load = host.Services.GetRequiredService<Load>();
        await Eventually.Async("a server and a worker answer", async () => await ServedAsync() > 0, TimeSpan.FromMinutes(1), () => string.Join('\n', servers[0].Tail(), worker.Tail()));
    }

    private async Task<long> ServedAsync()
    {
        await using var command = rows.CreateCommand("select count(*) from worker");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task MigrateAsync(string connection, CancellationToken ct)
    {
        await using var services = new ServiceCollection().AddLogging().AddPostgreSqlStore(connection).BuildServiceProvider();
        await services.GetRequiredService<StoreMigrator>().MigrateAsync(ct);
    }

    private sealed record Counters(long Commits, long WalSyncs, long WalBytes, double Server, double Worker, double Broker, double Database);

    private sealed class HostStop(IHost host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}
