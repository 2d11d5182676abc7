using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Simulation.Engine;

namespace QueueAgents.Simulation.Fleet;

/// <summary>The one writer of a server, as <see cref="CommitLoop"/> is: what queues up while a batch is committed is the next batch.</summary>
internal sealed class Pump(World world, Life life) : IDeliverer
{
    private readonly List<Delivery> waiting = [];
    private bool busy;

    public GroupCommit? Commit { get; set; }

    public Task<Decision> DeliverAsync<T>(Guid runId, T message, Cause cause, CancellationToken ct, int bytes = 1024) where T : class
    {
        world.Say("delivery", $"{life.Name} takes {message}");
        var delivery = new Delivery<T>(runId, message, cause, bytes);
        waiting.Add(delivery);
        if (!busy) EventLoop.Start(RunAsync);
        return delivery.Settled;
    }

    private async Task RunAsync()
    {
        busy = true;
        while (waiting.Count > 0)
        {
            await life.DelayAsync(TimeSpan.FromMicroseconds(world.Dice.Roll(3_000)));
            var batch = waiting[..world.Dice.Between(1, waiting.Count)];
            waiting.RemoveRange(0, batch.Count);
            if (batch.DistinctBy(d => d.RunId).Count() < batch.Count) world.Watch.Count("batch with messages folded");
            try
            {
                await Commit!.CommitAsync(batch, CancellationToken.None);
            }
#pragma warning disable CA1031 // As the production loop does.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                foreach (var delivery in batch) delivery.Fault(thrown);
            }
        }

        busy = false;
    }
}
