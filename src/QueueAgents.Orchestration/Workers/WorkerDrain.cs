using System.Diagnostics;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Workers;

/// <summary>
/// Over the broker. It is published to all workers instead of sent to one: a send would declare the exchange of its reply queue, and leave
/// one behind where the worker has just gone.
/// </summary>
internal sealed class WorkerDrain(IWorkerStore workers, IFleetBus bus) : IWorkerDrain
{
    public async Task<WorkerRow?> AskAsync(string instance, string? by, CancellationToken ct)
    {
        var rows = await workers.ListAsync(ct);
        if (rows.FirstOrDefault(row => row.Hello.Instance == instance) is not { } worker) return null;
        try
        {
            await bus.PublishAsync(new DrainWorker { Instance = instance, By = by }, Guid.CreateVersion7(), Activity.Current?.Context ?? default, ct);
            return worker;
        }
        catch (Exception away) when (!ct.IsCancellationRequested)
        {
            throw new BrokerAwayException(away);
        }
    }
}
