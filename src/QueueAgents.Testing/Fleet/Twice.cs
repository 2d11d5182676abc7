using System.Diagnostics;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;

namespace QueueAgents.Testing;

/// <summary>Sends each message twice, as a broker may whose confirmation was lost.</summary>
internal sealed class BusTwice(IFleetBus bus) : IFleetBus
{
    public async Task<bool> SendStepAsync(string queue, ExecuteStep step, Guid messageId, ActivityContext trace, bool mayShare)
    {
        var sent = await bus.SendStepAsync(queue, step, messageId, trace, mayShare);
        if (sent) await bus.SendStepAsync(queue, step, messageId, trace, mayShare);
        return sent;
    }

    public async Task PublishAsync(object message, Guid messageId, ActivityContext trace, CancellationToken ct)
    {
        await bus.PublishAsync(message, messageId, trace, ct);
        await bus.PublishAsync(message, messageId, trace, ct);
    }
}

/// <summary>Delivers each message to a run twice, as a broker may whose acknowledgement was lost.</summary>
internal sealed class DelivererTwice(IDeliverer deliverer) : IDeliverer
{
    public async Task<Decision> DeliverAsync<T>(Guid runId, T message, Cause cause, CancellationToken ct, int bytes = 1024) where T : class
    {
        var first = await deliverer.DeliverAsync(runId, message, cause, ct, bytes);
        await deliverer.DeliverAsync(runId, message, cause, ct, bytes);
        return first;
    }
}
