using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Bus;

/// <summary>From the bus into the runs: a message is acknowledged when its decision is committed, not before.</summary>
internal sealed class BusIntake(IDeliverer deliverer, ILogger<BusIntake> log)
{
    public async Task TakeAsync<T>(Guid runId, ConsumeContext<T> context) where T : class
    {
        var cause = new Cause(context.MessageId ?? NewId.NextGuid(), Activity.Current?.Context ?? default);
        var bytes = (int)(context.ReceiveContext.Body.Length ?? 1024);
        var decision = await deliverer.DeliverAsync(runId, context.Message, cause, context.CancellationToken, bytes);
        if (decision.Ignored is { } why)
        {
            Meters.Ignored.Add(1, new("message", typeof(T).Name), new("why", why));
            log.Ignored(typeof(T).Name, runId, why);
        }

        if (context.RequestId is null && decision.Reply is RunRejected rejected && context.Message is SubmitRun) await context.Publish(rejected);
        if (context.RequestId is not null && decision.Reply is { } reply) await context.AnswerAsync(reply, log);
    }
}
