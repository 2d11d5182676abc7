using System.Diagnostics;
using Npgsql;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Loads;

namespace QueueAgents.Benchmarks.Measuring;

/// <summary>Reads every counter before and after a load. Its own questions go to another database, and are not counted.</summary>
internal sealed class Meter(Nodes nodes) : IAsyncDisposable
{
    private readonly NpgsqlDataSource questions = NpgsqlDataSource.Create(nodes.Database.ConnectionString("postgres"));

    public async Task<Sample> MeasureAsync(Fleet fleet, int inFlight, TimeSpan duration, CancellationToken ct)
    {
        var before = await ReadAsync(fleet);
        var clock = Stopwatch.StartNew();
        var took = await Lanes.RunAsync(fleet.Load, inFlight, duration, ct);
        var seconds = clock.Elapsed.TotalSeconds;
        var after = await ReadAsync(fleet);
        double steps = took.Count * fleet.Load.StepsPerPiece;
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
            GeneratorCpu = (after.Generator - before.Generator) / steps,
        };
    }

    public ValueTask DisposeAsync() => questions.DisposeAsync();

    private async Task<Counters> ReadAsync(Fleet fleet)
    {
        // Transactions that wrote: each takes one number.
        await using var command = questions.CreateCommand(
            "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint, wal_sync, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint from pg_stat_wal");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        using var self = Process.GetCurrentProcess();
        return new Counters(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2),
            fleet.Servers.Sum(Cpu.MillisecondsOfTree), fleet.Workers.Sum(Cpu.MillisecondsOfTree),
            Cpu.MillisecondsOfTree(nodes.Broker.Pid), Cpu.MillisecondsOfTree(nodes.Database.Pid), self.TotalProcessorTime.TotalMilliseconds);
    }

    private sealed record Counters(long Commits, long WalSyncs, long WalBytes, double Server, double Worker, double Broker, double Database, double Generator);
}
