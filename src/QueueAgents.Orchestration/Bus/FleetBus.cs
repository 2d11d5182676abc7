using System.Diagnostics;
using MassTransit;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Bus;

/// <summary>
/// The broker through MassTransit. Steps go to the exchange of their queue, mandatory and confirmed; events are published. A send that is
/// under way when its connection breaks may never end and not look at its token, so each is waited for and given up.
/// </summary>
internal sealed class FleetBus(IBus bus, SendTimeout timeout, TimeProvider time) : IFleetBus
{
    public async Task<bool> SendStepAsync(string queue, ExecuteStep step, Guid messageId, ActivityContext trace, CancellationToken ct)
    {
        // The commit loop serves many runs: the trace a step belongs to is not the one that happens to be current.
        using var activity = Meters.Source.StartActivity($"dispatch {step.Agent}", ActivityKind.Producer, trace);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = time.CreateTimer(_ => limit.Cancel(), null, timeout.Length, Timeout.InfiniteTimeSpan);
        // "exchange:", not "queue:": the latter would declare and bind the queue, as the wrong type and with rights a server has no need of.
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{queue}")).WaitAsync(limit.Token);
        try
        {
            await endpoint.Send(step, context =>
            {
                context.MessageId = messageId;
                context.CorrelationId = step.RunId;
                if (context.TryGetPayload(out RabbitMqSendContext? rabbit)) rabbit.Mandatory = true;
            }, limit.Token).WaitAsync(limit.Token);
            return true;
        }
        catch (MessageReturnedException)
        {
            return false;
        }
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
