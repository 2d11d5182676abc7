using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.Reading;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;

namespace QueueAgents.Cli.Stores;

/// <summary>A store that is only looked at: it may be another process's at the same time.</summary>
internal sealed class StoreReader : IDbContextFactory<FleetDb>
{
    private readonly DbContextOptions<FleetDb> _options;

    private StoreReader(string path)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 10 };
        _options = new DbContextOptionsBuilder<FleetDb>()
            .UseSqlite(connection.ToString(), sqlite => sqlite.MigrationsAssembly(typeof(SqliteModel).Assembly.GetName().Name))
            .Options;
        Runs = new RunReader(this);
        States = new StateHistory(this);
    }

    public IRunReader Runs { get; }

    public StateHistory States { get; }

    /// <summary>Null where there is no such file.</summary>
    /// <exception cref="SchemaException">Another release has made it.</exception>
    public static async Task<StoreReader?> FindAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path)) return null;
        var reader = new StoreReader(path);
        await new SchemaGuard(new StoreMigrator(reader, NoMigration.Instance)).CheckAsync(ct);
        return reader;
    }

    /// <exception cref="RefusedException">There is no such file.</exception>
    /// <exception cref="SchemaException">Another release has made it.</exception>
    public static async Task<StoreReader> OpenAsync(string path, CancellationToken ct)
        => await FindAsync(path, ct) ?? throw RefusedException.NotFound($"There is no store {path} yet: a first run makes it.");

    public FleetDb CreateDbContext() => new(_options);

    public async Task<IReadOnlyList<WorkerRow>> WorkersAsync(CancellationToken ct)
    {
        await using var db = CreateDbContext();
        var rows = await db.Workers.AsNoTracking().OrderBy(worker => worker.StartedAt).ToListAsync(ct);
        return [.. rows.Select(row => row.ToRow())];
    }

    private sealed class NoMigration : IMigrationLock
    {
        public static NoMigration Instance { get; } = new();

        public Task<IAsyncDisposable> AcquireAsync(FleetDb db, CancellationToken ct) => throw new NotSupportedException("This store is only read.");
    }
}
