using System.Diagnostics;
using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Sending;

/// <summary>Carries one thing out of the fleet's rows: a step to a worker, an event to the world, a message to another run.</summary>
internal sealed class Sender(
    IFleetBus bus, IDeliverer deliverer, Confirmations confirmations, IDueStore due, Cascade cascade, StepPace pace, FleetClock clock, Limits limits, ILogger<Sender> log)
{
    private static readonly TimeSpan UnservedAgain = TimeSpan.FromMinutes(1);

    /// <param name="run">The run.</param>
    /// <param name="row">Its open row.</param>
    /// <param name="trace">What it belongs to.</param>
    /// <param name="ct">Gives it up.</param>
    /// <param name="claimFirst">Somebody may have the same attempt already.</param>
    public async Task SendAsync(RunFacts run, Dispatch row, ActivityContext trace, CancellationToken ct, bool claimFirst = false)
    {
        var step = StepMessages.Of(run, row, limits);
        if (claimFirst) step = step with { ClaimFirst = true };
        var attempt = new AttemptId(row.RunId, row.Seq, row.Attempt);
        try
        {
            if (await bus.SendStepAsync(row.Queue, step, MessageIds.OfStep(row.RunId, row.Seq, row.Attempt), trace, pace.IsShort(run.Agent, row.Step)))
            {
                confirmations.Sent(attempt);
            }
            else
            {
                log.Unserved(row.RunId, row.Queue);
                await due.MarkUnservedAsync([attempt], clock.Now + UnservedAgain, ct);
            }
        }
#pragma warning disable CA1031 // The row is still due: the relay sends it again, whatever went wrong here. // R9
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            log.NotSent(nameof(Contracts.ExecuteStep), row.RunId, thrown.Message);
        }
    }

    public async Task SendAsync(Outgoing message, ActivityContext trace, CancellationToken ct)
    {
        try
        {
            if (message.Route == Route.Run) await DeliverAsync(message, trace, ct);
            else await bus.PublishAsync(message.Message, message.Id, trace, ct);
            if (message.Route != Route.Courtesy) confirmations.Delivered(message.Id);
        }
#pragma warning disable CA1031 // The outbox row is still there: the relay sends it again. // R1
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            log.NotSent(message.Message.GetType().Name, message.RunId, thrown.Message);
        }
    }

    private async Task StartAsync(SubmitChild child, Cause cause, CancellationToken ct)
    {
        await deliverer.DeliverAsync(child.Run.RunId, child, cause, ct);
        // Its parent may have ended while this message was on its way, and looked for children before there was this one.
        await cascade.RunAsync(child.ParentRunId, cause, ct);
    }

    private Task DeliverAsync(Outgoing message, ActivityContext trace, CancellationToken ct)
    {
        var cause = new Cause(message.Id, trace);
        return message.Message switch
        {
            SubmitChild child => StartAsync(child, cause, ct),
            ChildEnded ended => deliverer.DeliverAsync(ended.RunId, ended, cause, ct),
            EndChildren parent => cascade.RunAsync(parent.RunId, cause, ct),
            _ => throw new InvalidOperationException($"{message.Message.GetType().Name} is not a message to a run."),
        };
    }
}
