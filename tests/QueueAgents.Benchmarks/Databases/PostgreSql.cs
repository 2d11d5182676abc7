using System.Data.Common;
using Npgsql;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Databases;

/// <summary>A database of this benchmark's own cluster, with fsync.</summary>
internal sealed class PostgreSql : FleetDatabase
{
    /// <summary>A session that has nothing to do tells its counts of flushes after ten seconds.</summary>
    private static readonly TimeSpan SessionsTellWithin = TimeSpan.FromSeconds(10.5);

    /// <summary>Before PostgreSQL 18 flushes are counted for the log, since then for each kind of file.</summary>
    private const string Flushes = "select wal_sync from pg_stat_wal";
    private const string FlushesSince18 = "select coalesce(sum(fsyncs), 0)::bigint from pg_stat_io where object = 'wal'";

    private readonly PostgresCluster cluster;
    private readonly NpgsqlDataSource questions;
    private readonly NpgsqlDataSource rows;

    private PostgreSql(PostgresCluster cluster, string connection)
    {
        (this.cluster, Connection) = (cluster, connection);
        rows = NpgsqlDataSource.Create(connection);
        questions = NpgsqlDataSource.Create(cluster.ConnectionString("postgres"));
    }

    public override string Kind => "postgresql";

    public override string Connection { get; }

    public override int? Pid => cluster.Pid;

    public static async Task<PostgreSql> CreateAsync(PostgresCluster cluster, string name, CancellationToken ct)
    {
        var database = new PostgreSql(cluster, await cluster.CreateDatabaseAsync(name));
        await MigrateAsync(services => services.AddPostgreSqlStore(database.Connection), ct);
        return database;
    }

    public override async Task<WriteCounters?> WrittenAsync()
    {
        // Each transaction that writes takes one number; reading takes none.
        await using var command = questions.CreateCommand(
            "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new WriteCounters(reader.GetInt64(0), reader.GetInt64(1));
    }

    public override async Task<long?> FlushesAsync(DateTimeOffset quietSince)
    {
        var left = quietSince + SessionsTellWithin - DateTimeOffset.UtcNow;
        if (left > TimeSpan.Zero) await Task.Delay(left);
        await using var connection = await questions.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(connection.PostgreSqlVersion.Major >= 18 ? FlushesSince18 : Flushes, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public override async Task<DbConnection> OpenAsync() => await rows.OpenConnectionAsync();

    public override async ValueTask DisposeAsync()
    {
        await rows.DisposeAsync();
        await questions.DisposeAsync();
    }
}
