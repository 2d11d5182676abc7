using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Testing;

/// <summary>Puts the clock forward to what is due next, where all runs do nothing but wait for it.</summary>
internal sealed class Hurry(VirtualTime time)
{
    private const int All = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly RunFilter Open = new() { States = [RunState.Queued, RunState.Running, RunState.Waiting, RunState.Paused], Limit = 500 };

    private (long Versions, DateTimeOffset? Next) _before;

    /// <summary>Looks until it is told to stop.</summary>
    public async Task Until(EmbeddedFleet fleet, CancellationToken cancellationToken)
    {
        while (true) await Look(fleet, cancellationToken);
    }

    /// <summary>Leaps only where nothing has changed between two looks: a row that is about to be sent may look as if it waited.</summary>
    public async Task Look(EmbeddedFleet fleet, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        var seen = await See(fleet.Runs, cancellationToken);
        if (seen.Next is { } next && seen == _before && next - time.GetUtcNow() is { Ticks: > 0 } wait) time.Skip(wait);
        _before = seen;
    }

    private async Task<(long Versions, DateTimeOffset? Next)> See(IRunReader runs, CancellationToken cancellationToken)
    {
        var versions = 0L;
        DateTimeOffset? next = null;
        foreach (var row in (await runs.ListAsync(Open, cancellationToken)).Runs)
        {
            versions += row.Run.Version;
            if (row.Run.State == RunState.Queued) return (versions, null);
            Take(Timers.WakeAt(row.Run));
            foreach (var attempt in (await runs.AttemptsAsync(row.Run.RunId, 0, All, cancellationToken)).Where(attempt => attempt.IsOpen))
            {
                if (IsUnderWay(attempt)) return (versions, null);
                if (attempt.Phase is DispatchPhase.Asked or DispatchPhase.Unsent) Take(attempt.DueAt);
            }
        }

        return (versions, next);

        void Take(DateTimeOffset? due) => next = due < next || next is null ? due ?? next : next;
    }

    /// <summary>A step that has failed waits out its pause; every other row that was not handed back or kept back is somebody's work.</summary>
    private bool IsUnderWay(Dispatch attempt) => attempt.Phase switch
    {
        DispatchPhase.Held or DispatchPhase.Child or DispatchPhase.Asked => false,
        DispatchPhase.Unsent => attempt.Failures == 0 || attempt.DueAt <= time.GetUtcNow(),
        _ => true,
    };
}
