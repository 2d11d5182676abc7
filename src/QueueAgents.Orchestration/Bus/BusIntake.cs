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
        var (decision, cause) = await DecideAsync(runId, context);
        if (context.RequestId is null && decision.Reply is RunRejected rejected && context.Message is SubmitRun) await PublishAsync(context, rejected, cause);
        if (context.RequestId is not null && decision.Reply is { } reply) await context.AnswerAsync(reply, log);
    }

    /// <summary>Ends when the decision is committed.</summary>
    public async Task<(Decision Decision, Guid Cause)> DecideAsync<T>(Guid runId, ConsumeContext<T> context) where T : class
    {
        var cause = new Cause(context.MessageId ?? NewId.NextGuid(), Activity.Current?.Context ?? default);
        var bytes = (int)(context.ReceiveContext.Body.Length ?? 1024);
        return (await DecideAsync(runId, context.Message, cause, bytes, context.CancellationToken), cause.MessageId);
    }

    /// <summary>Ends when the decision is committed.</summary>
    public async Task<Decision> DecideAsync<T>(Guid runId, T message, Cause cause, int bytes, CancellationToken ct) where T : class
    {
        var decision = await deliverer.DeliverAsync(runId, message, cause, ct, bytes);
        if (decision.Ignored is { } why)
        {
            Meters.Ignored.Add(1, new("message", typeof(T).Name), new("why", why));
            log.Ignored(typeof(T).Name, runId, why);
        }

        return decision;
    }

    /// <summary>Tells whoever listens that nothing came of a submission: under the same id, however often the submission comes.</summary>
    public static Task PublishAsync(ConsumeContext context, RunRejected rejected, Guid cause)
        => context.Publish(rejected, sent => sent.MessageId = MessageIds.OfRejection(cause, rejected.Code));
}
