using Microsoft.EntityFrameworkCore;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Persistence.Reading;

/// <summary>Each read stays inside one index: finished runs cost nothing, however many there are.</summary>
internal static class FleetQuery
{
    public static async Task<FleetSample> SampleAsync(FleetDb db, CancellationToken ct)
    {
        var open = db.Dispatches.Where(d => d.EndedAt == null);
        return new FleetSample
        {
            Runs = await db.Runs.Where(r => r.State <= RunState.Parked) // ix_run_list_state
                .GroupBy(r => r.State).Select(g => new { State = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.State, g => g.Count, ct),
            Unserved = await open.CountAsync(d => d.Phase == DispatchPhase.Unserved, ct), // ix_dispatch_unserved
            FirstSentDue = await open.Where(d => d.Phase == DispatchPhase.Sent && d.DueAt != null).MinAsync(d => d.DueAt, ct), // ix_dispatch_due
            Outbox = await db.Outbox.CountAsync(ct),
            FirstOutboxDue = await db.Outbox.MinAsync(m => (DateTimeOffset?)m.DueAt, ct), // ix_outbox_due
            FirstWake = await db.Runs.Where(r => r.WakeAt != null && r.State <= RunState.Paused).MinAsync(r => r.WakeAt, ct), // ix_run_wake
        };
    }
}
