using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;
using QueueAgents.Orchestration.Workers;

namespace QueueAgents.Orchestration.Recovery;

/// <summary>Wakes runs whose timer has come, and Queued runs whose agent is served by now. Which timer it is, the run decides.</summary>
internal sealed class Timekeeper(IDueStore due, IDeliverer deliverer, WorkerDirectory workers, FleetClock clock, ILogger<Timekeeper> log)
{
    /// <summary>Wakes in flight at a time: timers that fall due together must not push aside live runs.</summary>
    private const int Page = 40;
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(30);

    /// <summary>True where there may be more.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var runs = await due.TakeDueRunsAsync(clock.Now, Claim, Page, ct);
        await Task.WhenAll(runs.Select(id => WakeAsync(id, new RunDue { RunId = id }, ct)));

        var queued = await due.TakeQueuedRunsAsync(workers.Agents, clock.Now, Claim, Page, ct);
        await Task.WhenAll(queued.Select(id => WakeAsync(id, new AgentServed { RunId = id }, ct)));
        return runs.Count == Page || queued.Count == Page;
    }

    /// <summary>A run that cannot be woken is tried again after its claim, and keeps no other asleep.</summary>
    private async Task WakeAsync<T>(Guid runId, T message, CancellationToken ct) where T : class
    {
        try
        {
            await deliverer.DeliverAsync(runId, message, Occasion(), ct);
        }
#pragma warning disable CA1031 // It stays due and is tried again.
        catch (Exception thrown) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.NotAttended(runId, thrown.Message);
        }
    }

    // A timer has no message of its own; two wakes of one moment are told apart by the run's facts.
    private static Cause Occasion() => new(Guid.CreateVersion7());
}
