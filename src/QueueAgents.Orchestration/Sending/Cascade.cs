using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Sending;

/// <summary>A run has ended: its open children are cancelled, found in the rows and not in any list. Children of children follow by themselves.</summary>
internal sealed class Cascade(IDueStore due, IDeliverer deliverer)
{
    private const int Page = 100;

    public async Task RunAsync(Guid parent, Cause cause, CancellationToken ct)
    {
        var cancelled = new HashSet<Guid>();
        while (true)
        {
            var children = await due.OpenChildrenAsync(parent, Page, ct);
            var open = children.Where(cancelled.Add).ToList();
            if (open.Count == 0) return;
            foreach (var child in open)
            {
                var command = new CancelRun { RunId = child, Reason = $"Its parent {parent} has ended." };
                await deliverer.DeliverAsync(child, command, cause, ct);
            }
        }
    }
}
