using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;

namespace QueueAgents.Embedded;

/// <summary>
/// Before anything else: the store is ours alone and has this build's schema; and what the last process had under way is due again,
/// because its messages and its worker were gone with it. // R9
/// </summary>
internal sealed class FreshStart(
    EmbeddedFleetOptions options, StoreMigrator migrator, IDueStore due, IDbContextFactory<FleetDb> databases, FleetClock clock, Inheritance inherited)
    : IHostedLifecycleService, IDisposable
{
    private StoreLock? _held;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _held = StoreLock.Acquire(options.StorePath);
        // Asking is much quicker than migrating to where it is already.
        if (await migrator.StatusAsync(cancellationToken) is not { IsCurrent: true }) await migrator.MigrateAsync(cancellationToken);
        await NobodyWorksAsync(cancellationToken);
        await InheritAsync(cancellationToken);
        await due.ResendOpenAsync(clock.Now, cancellationToken);
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        // The worker's goodbye may still lie in a queue that went with the bus.
        if (_held is not null) await NobodyWorksAsync(cancellationToken);
        Dispose();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => Interlocked.Exchange(ref _held, null)?.Dispose();

    /// <summary>The store is one process's: between two of them nobody works on it.</summary>
    private async Task NobodyWorksAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Workers.ExecuteDeleteAsync(ct);
    }

    /// <summary>
    /// Whoever held a lease is dead, and whoever was about to send a step too: both are looked at now instead of half a minute later. A
    /// lease that ends counts as a step lost, as everywhere. A retry waits out its back-off.
    /// </summary>
    private async Task InheritAsync(CancellationToken ct)
    {
        var now = clock.Now;
        await using var db = await databases.CreateDbContextAsync(ct);
        var open = db.Dispatches.Where(row => row.EndedAt == null && row.Phase != DispatchPhase.Held && row.Phase != DispatchPhase.Child);
        inherited.Take(await open.Select(row => new AttemptId(row.RunId, row.Seq, row.Attempt)).ToListAsync(ct));
        await open.Where(row => row.DueAt > now && (row.Phase == DispatchPhase.Leased || (row.Phase == DispatchPhase.Unsent && row.Failures == 0)))
            .ExecuteUpdateAsync(row => row.SetProperty(late => late.DueAt, now), ct);
    }
}

/// <summary>The attempts the last process left open: it may have begun any of them, and one of them may have taken it down.</summary>
internal sealed class Inheritance
{
    private HashSet<AttemptId> _attempts = [];

    public void Take(IEnumerable<AttemptId> attempts) => _attempts = [.. attempts];

    /// <summary>As a broker marks what it delivers again: the worker claims it before it runs it, so that a step which kills is counted.</summary>
    public ExecuteStep Mark(ExecuteStep step)
        => _attempts.Contains(new AttemptId(step.RunId, step.Seq, step.Attempt)) ? step with { ClaimFirst = true } : step;
}
