using System.Threading.Channels;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Delivery;

/// <summary>
/// The one door into the runs: whatever comes from the bus, HTTP, the command line, a timer or recovery is delivered here, and its
/// task ends when the decision is committed.
/// </summary>
internal interface IDeliverer
{
    Task<Decision> DeliverAsync<T>(Guid runId, T message, Cause cause, CancellationToken ct, int bytes = 1024) where T : class;
}

/// <summary>Queues deliveries for the one writer, <see cref="CommitLoop"/>. Waits while 4,096 are queued.</summary>
internal sealed class Deliverer : IDeliverer
{
    private readonly Channel<Delivery> queue = Channel.CreateBounded<Delivery>(new BoundedChannelOptions(4_096) { SingleReader = true });

    public ChannelReader<Delivery> Queue => queue.Reader;

    public async Task<Decision> DeliverAsync<T>(Guid runId, T message, Cause cause, CancellationToken ct, int bytes = 1024) where T : class
    {
        var delivery = new Delivery<T>(runId, message, cause, bytes);
        await queue.Writer.WriteAsync(delivery, ct);
        return await delivery.Settled.WaitAsync(ct);
    }
}

/// <summary>Which run a submission is about. // one id per (tenant, agent, key), whoever submits it</summary>
internal static class RunIds
{
    public static Guid Of(SubmitRun submit, Guid messageId)
        => submit.RunId != Guid.Empty ? submit.RunId
         : submit.Key is { } key ? MessageIds.OfKey(submit.Tenant, submit.Agent, key)
         : messageId;
}
