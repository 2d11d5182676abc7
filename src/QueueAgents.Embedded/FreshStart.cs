using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
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
    EmbeddedFleetOptions options, StoreMigrator migrator, IDueStore due, IDbContextFactory<FleetDb> databases, FleetClock clock) : IHostedLifecycleService, IDisposable
{
    private StoreLock? _held;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _held = StoreLock.Acquire(options.StorePath);
        await migrator.MigrateAsync(cancellationToken);
        await EndWaitsForTheDeadAsync(cancellationToken);
        await due.ResendOpenAsync(clock.Now, cancellationToken);
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => Interlocked.Exchange(ref _held, null)?.Dispose();

    /// <summary>
    /// Whoever held a lease is dead, and whoever was about to send a step too: both are looked at now instead of half a minute later. A
    /// lease that ends counts as a step lost, as everywhere. A retry waits out its back-off.
    /// </summary>
    private async Task EndWaitsForTheDeadAsync(CancellationToken ct)
    {
        var now = clock.Now;
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Dispatches
            .Where(row => row.EndedAt == null && row.DueAt > now)
            .Where(row => row.Phase == DispatchPhase.Leased || (row.Phase == DispatchPhase.Unsent && row.Failures == 0))
            .ExecuteUpdateAsync(row => row.SetProperty(open => open.DueAt, now), ct);
    }
}
