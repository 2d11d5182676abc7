using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Sending;

/// <summary>
/// Cancels children nobody awaits, found in the rows and not in any list: those of a run that has ended, and one whose start was still on
/// its way when that happened. Children a Retry has started meanwhile are awaited and go on. Children of children follow by themselves.
/// </summary>
internal sealed class Cascade(IDueStore due, IDeliverer deliverer)
{
    private const int Page = 100;

    public async Task RunAsync(Guid parent, Cause cause, CancellationToken ct)
    {
        var cancelled = new HashSet<Guid>();
        while (true)
        {
            var orphans = await due.OpenOrphansAsync(parent, Page, ct);
            var open = orphans.Where(cancelled.Add).ToList();
            if (open.Count == 0) return;
            foreach (var orphan in open)
            {
                var command = new CancelRun { RunId = orphan, Reason = $"Its parent {parent} has ended." };
                await deliverer.DeliverAsync(orphan, command, new Cause(MessageIds.OfOrphan(orphan), cause.Trace), ct);
            }
        }
    }
}
