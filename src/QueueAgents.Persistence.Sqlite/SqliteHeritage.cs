using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Sqlite.Wire;

namespace QueueAgents.Persistence.Sqlite;

/// <summary>
/// What a process finds in the file that the one before it has left. By plain SQL, as the rest of the path from the start of a process to its
/// first result: the model of EF alone would take longer than all of it.
/// </summary>
internal sealed class SqliteHeritage(SqliteSource source)
{
    private const string HasHistory = "select 1 from sqlite_master where type = 'table' and name = '__EFMigrationsHistory'";
    private const string Applied = """select "MigrationId" from "__EFMigrationsHistory" """;
    private const string NobodyWorks = "delete from worker";

    // Neither held nor a child: phases of DispatchPhase.
    private const string Open = "select run_id, seq, attempt from dispatch where ended_at is null and phase not in (0, 5)";

    private const string DueNow = """
        update dispatch set due_at = $1 where ended_at is null and due_at > $1 and (phase = 4 or (phase = 1 and failures = 0))
        """;

    // By ix_run_wake and ix_run_queued.
    private const string NobodyWakes = "update run set wake_claim = null where wake_at is not null and wake_at <= $1 and state <= 4 and wake_claim is not null";
    private const string NobodyServes = "update run set wake_claim = null where state = 1 and wake_claim is not null";

    /// <summary>Makes the file with the schema of this build, if there is none. False: there is one.</summary>
    public async Task<bool> CreateAsync(CancellationToken ct)
    {
        if (File.Exists(source.Path)) return false;
        return await source.WriteAsync(s =>
        {
            s.Run(SqliteSchema.Script);
            return true;
        }, ct);
    }

    /// <summary>The file has exactly the schema of this build. False: migrating it says what is wrong, if anything is.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken ct)
    {
        var applied = await source.ReadAsync(s => s.Exists(HasHistory) ? s.Query(Applied, f => f.Text()) : [], ct);
        var known = typeof(SqliteModel).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>();
        return known.ToHashSet(StringComparer.Ordinal).SetEquals(applied);
    }

    /// <summary>The store is one process's: between two of them nobody works on it.</summary>
    public Task NobodyWorksAsync(CancellationToken ct) => source.WriteAsync(s => s.Execute(NobodyWorks), ct);

    /// <summary>
    /// Whoever held a lease is dead, and so is whoever was about to send a step or to wake a run: all are looked at now instead of half a minute
    /// later. A lease that ends counts as a step lost, as everywhere. A retry waits out its back-off; one that was about to be sent cannot be told from that.
    /// </summary>
    /// <returns>The attempts that process may have begun.</returns>
    public Task<List<AttemptId>> TakeOverAsync(DateTimeOffset now, CancellationToken ct) => source.WriteAsync(s =>
    {
        var open = s.Query(Open, f => new AttemptId(f.Guid(), f.Int(), f.Int()));
        s.Execute(DueNow, now);
        s.Execute(NobodyWakes, now);
        s.Execute(NobodyServes);
        return open;
    }, ct);
}
