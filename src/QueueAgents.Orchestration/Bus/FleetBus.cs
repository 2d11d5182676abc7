using System.Diagnostics;
using MassTransit;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Telemetry;
using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Bus;

/// <summary>
/// Steps go by the lane, events by the bus. A publish that is under way when its connection breaks may never end and not look at its token,
/// so each is waited for and given up.
/// </summary>
internal sealed class FleetBus(IBus bus, ILane lane, SendTimeout timeout, TimeProvider time) : IFleetBus
{
    public Task<bool> SendStepAsync(string queue, ExecuteStep step, Guid messageId, ActivityContext trace, bool mayShare)
    {
        var message = StepMessages.Sent(step, messageId, trace, time.GetUtcNow(), out var activity);
        using (activity) return lane.SendAsync(queue, message, mayShare);
    }

    public async Task PublishAsync(object message, Guid messageId, ActivityContext trace, CancellationToken ct)
    {
        using var activity = Meters.Source.StartActivity($"publish {message.GetType().Name}", ActivityKind.Producer, trace);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = time.CreateTimer(_ => limit.Cancel(), null, timeout.Length, Timeout.InfiniteTimeSpan);
        await bus.Publish(message, message.GetType(), context => context.MessageId = messageId, limit.Token).WaitAsync(limit.Token);
    }
}

/// <summary>How long a send may take; a third of <see cref="Runs.Moment.SendGuard"/>. 10 s by default.</summary>
internal sealed record SendTimeout(TimeSpan Length);
