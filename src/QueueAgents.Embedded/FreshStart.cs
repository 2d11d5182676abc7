using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;

namespace QueueAgents.Embedded;

/// <summary>
/// Before anything else: the store is ours alone and has this build's schema; and what the last process had under way is due again,
/// because its messages and its worker were gone with it. // R9
/// </summary>
internal sealed class FreshStart(
    EmbeddedFleetOptions options, IServiceProvider services, SqliteHeritage heritage, IDueStore due, FleetClock clock, Inheritance inherited)
    : IHostedLifecycleService, IDisposable
{
    private StoreLock? _held;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _held = StoreLock.Acquire(options.StorePath);
        if (!await heritage.CreateAsync(cancellationToken) && !await heritage.IsCurrentAsync(cancellationToken))
            await services.GetRequiredService<StoreMigrator>().MigrateAsync(cancellationToken); // Loads EF: only where it is needed.
        await heritage.NobodyWorksAsync(cancellationToken);
        inherited.Take(await heritage.TakeOverAsync(clock.Now, cancellationToken));
        await due.ResendOpenAsync(clock.Now, cancellationToken);
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        // The worker's goodbye may still lie in a queue that went with the bus.
        if (_held is not null) await heritage.NobodyWorksAsync(cancellationToken);
        Dispose();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => Interlocked.Exchange(ref _held, null)?.Dispose();
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
