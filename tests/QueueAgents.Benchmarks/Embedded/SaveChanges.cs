using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Loads;

namespace QueueAgents.Benchmarks.Embedded;

/// <summary>
/// What one would write without us: each step reads its run, changes it and adds a row to its history with one SaveChanges, guarded by the run's
/// version. Writers take turns, because SQLite has one at a time and waits for its lock in long naps.
/// </summary>
internal sealed class SaveChanges : IAsyncDisposable
{
    private const long Full = 2;

    private readonly SemaphoreSlim turn = new(1);
    private readonly string connection;

    private SaveChanges(string file)
    {
        connection = new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;
        Load = new RunLoad(TenSteps.Steps, OneAsync);
    }

    public ILoad Load { get; }

    public static async Task<SaveChanges> StartAsync(string file, CancellationToken ct)
    {
        var baseline = new SaveChanges(file);
        await using var db = new Db(baseline.connection);
        await db.Database.EnsureCreatedAsync(ct);
        await db.Database.ExecuteSqlRawAsync("pragma journal_mode = wal", ct);
        var synchronous = await db.Database.SqlQueryRaw<long>("select synchronous as Value from pragma_synchronous").SingleAsync(ct);
        if (synchronous != Full) throw new InvalidOperationException($"The baseline's file has synchronous = {synchronous} and not full.");
        return baseline;
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task OneAsync(CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await SaveAsync(db => Task.FromResult(db.Add(new Run { Id = id, State = JsonSerializer.Serialize(new State(0, Ballast.Kilobyte)) }).Entity), ct);
        for (var step = 1; step <= TenSteps.Steps; step++)
        {
            await SaveAsync(async db =>
            {
                var run = await db.Runs.SingleAsync(r => r.Id == id, ct);
                var state = JsonSerializer.Deserialize<State>(run.State)!;
                run.State = JsonSerializer.Serialize(state with { At = state.At + 1 });
                return run;
            }, ct);
        }
    }

    private async Task SaveAsync(Func<Db, Task<Run>> change, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            await using var db = new Db(connection);
            var run = await change(db);
            run.Version++;
            db.Add(new Change { RunId = run.Id, Version = run.Version, At = DateTimeOffset.UtcNow });
            await db.SaveChangesAsync(ct);
        }
        finally
        {
            turn.Release();
        }
    }

    private sealed class Db(string connection) : DbContext
    {
        public DbSet<Run> Runs => Set<Run>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite(connection);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Run>().Property(run => run.Version).IsConcurrencyToken();
            modelBuilder.Entity<Change>().HasKey(change => new { change.RunId, change.Version });
        }
    }

    private sealed class Run
    {
        public Guid Id { get; init; }
        public int Version { get; set; }
        public required string State { get; set; }
    }

    private sealed class Change
    {
        public Guid RunId { get; init; }
        public int Version { get; init; }
        public DateTimeOffset At { get; init; }
    }

    private sealed record State(int At, string Ballast);
}
