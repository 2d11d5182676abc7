using Microsoft.Extensions.Hosting;

namespace QueueAgents.Orchestration.Delivery;

/// <summary>The one writer of this server: takes what has queued up while the last batch was committed.</summary>
internal sealed class CommitLoop(Deliverer deliverer, GroupCommit commit, CommitLoad load) : BackgroundService
{
    public const int MaxRuns = 256;
    public const int MaxPerRun = 64;
    public const int MaxBytes = 4 << 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Delivery>();
        var perRun = new Dictionary<Guid, int>();
        var left = new Queue<Delivery>();
        while (left.Count > 0 || await deliverer.Queue.WaitToReadAsync(stoppingToken))
        {
            Take(batch, perRun, left);
            load.Begin(batch.Count);
            try
            {
                await commit.CommitAsync(batch, stoppingToken);
            }
#pragma warning disable CA1031 // The writer must outlive whatever one batch does to it; its senders hear of it.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                foreach (var delivery in batch) delivery.Fault(thrown);
            }

            load.End(withFaults: batch.Exists(delivery => delivery.Settled.IsFaulted));
            if (stoppingToken.IsCancellationRequested) return;
        }
    }

    /// <summary>Fills the batch up to its bounds; what is one too many for its run waits for the next.</summary>
    private void Take(List<Delivery> batch, Dictionary<Guid, int> perRun, Queue<Delivery> left)
    {
        batch.Clear();
        perRun.Clear();
        var bytes = 0;
        var waiting = left.Count;
        while (bytes < MaxBytes && perRun.Count < MaxRuns)
        {
            Delivery? delivery;
            if (waiting-- > 0) delivery = left.Dequeue();
            else if (!deliverer.Queue.TryRead(out delivery)) return;
            var count = perRun.GetValueOrDefault(delivery.RunId);
            if (count == MaxPerRun)
            {
                left.Enqueue(delivery);
                if (left.Count > MaxRuns) return;
                continue;
            }

            perRun[delivery.RunId] = count + 1;
            bytes += delivery.Bytes;
            batch.Add(delivery);
        }
    }
}
