using MassTransit;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>
/// Where a step comes in. A short one keeps its delivery until its outcome is sent; a long one is claimed, acknowledged, and goes on.
/// Exceptions that get out are never the author's: malformed messages go to the error queue, <see cref="HandedBackException"/> goes back.
/// </summary>
internal sealed class StepConsumer(
    AgentCatalogue agents,
    Slots slots,
    StepsInFlight inFlight,
    Claims claims,
    StepRunner runner,
    OutcomeSender outcomes,
    WorkerOptions options,
    TimeProvider time,
    ILogger<StepConsumer> log) : IConsumer<ExecuteStep>
{
    public async Task Consume(ConsumeContext<ExecuteStep> context)
    {
        var order = context.Message;
        var attempt = new Attempt(order, agents.For(order), context.ReceiveContext.Redelivered, options.HoldLimit, time);
        var slot = await slots.Take(context.CancellationToken);
        if (!inFlight.TryAdd(attempt, out var running))
        {
            slot.Dispose();
            await Join(running);
            return;
        }

        if (attempt.MustClaim && !await Claim(attempt, slot, context.CancellationToken)) return;

        var walk = Walk(attempt, slot);
        if (!attempt.IsLong) await walk;
    }

    /// <summary>The same attempt runs here already: this delivery stands guard for it, or is not needed.</summary>
    private static async Task Join(Attempt running)
    {
        if (!running.IsLong && !await running.Done) throw new HandedBackException("its outcome could not be sent");
    }

    private async Task<bool> Claim(Attempt attempt, Slot slot, CancellationToken delivery)
    {
        var granted = false;
        try
        {
            return granted = await claims.Before(attempt, delivery);
        }
        finally
        {
            if (!granted) Leave(attempt, slot, reported: true);
        }
    }

    private async Task Walk(Attempt attempt, Slot slot)
    {
        var reported = false;
        try
        {
            using var claim = claims.AfterAWhile(attempt);
            var outcome = await runner.Run(attempt);
            if (outcome is not null) await outcomes.Send(attempt, outcome);
            reported = true;
        }
        catch (Exception e) when (attempt.IsLong)
        {
            log.OutcomeLost(attempt.Order.RunId, attempt.Order.Seq, attempt.Order.Attempt, e); // Its lease ends; another attempt follows.
        }
        finally
        {
            Leave(attempt, slot, reported);
        }
    }

    private void Leave(Attempt attempt, Slot slot, bool reported)
    {
        slot.Dispose();
        inFlight.Remove(attempt, reported);
        attempt.Dispose();
    }
}
