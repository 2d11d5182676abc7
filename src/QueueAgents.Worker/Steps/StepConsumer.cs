using MassTransit;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>
/// Where a step comes in. A short one keeps its delivery until its outcome is sent; a long one is claimed, acknowledged, and goes on.
/// A step whose delivery is lost goes on too: the broker delivers it again, and that delivery joins the step or is handed back.
/// Exceptions that get out are never the author's: malformed messages go to the error queue, <see cref="HandedBackException"/> goes back.
/// </summary>
internal sealed class StepConsumer(
    AgentCatalogue agents,
    Slots slots,
    StepsInFlight inFlight,
    Claims claims,
    StepRunner runner,
    OutcomeSender outcomes,
    DeliveryLoss loss,
    WorkerOptions options,
    TimeProvider time,
    ILogger<StepConsumer> log) : IConsumer<ExecuteStep>
{
    public async Task Consume(ConsumeContext<ExecuteStep> context)
    {
        var order = context.Message;
        var attempt = new Attempt(order, agents.For(order), context.ReceiveContext.Redelivered, options.HoldLimit, time);
        var lost = loss.Of(context.ReceiveContext);
        var slot = await slots.Take(lost);
        if (!inFlight.TryAdd(attempt, out var running))
        {
            slot.Dispose();
            if (!running.IsLong && !await Unless(running.Done, lost)) throw new HandedBackException("its outcome could not be sent");
            return;
        }

        if (attempt.MustClaim && !await Claim(attempt, slot, lost)) return;

        Telemetry.Began(order, time.GetUtcNow() - context.SentTime);
        var walk = Walk(attempt, slot, lost);
        if (!attempt.IsLong && !await Unless(walk, lost)) throw new HandedBackException("its outcome could not be sent");
    }

    private static async Task<bool> Unless(Task<bool> reported, CancellationToken lost)
    {
        try
        {
            return await reported.WaitAsync(lost);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            throw new HandedBackException("its connection is lost; it goes on, and is reported over the next");
        }
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

    /// <returns>Whether nothing is left to do; false where the outcome could not be sent.</returns>
    private async Task<bool> Walk(Attempt attempt, Slot slot, CancellationToken lost)
    {
        var reported = false;
        try
        {
            using var claim = claims.AfterAWhile(attempt);
            var outcome = await runner.Run(attempt);
            if (outcome is not null) await outcomes.Send(attempt, outcome);
            reported = true;
        }
        catch (Exception e) when (e is OutcomeLostException || attempt.IsLong || lost.IsCancellationRequested)
        {
            log.OutcomeLost(attempt.Order.RunId, attempt.Order.Seq, attempt.Order.Attempt, e); // It is delivered again, or its lease ends.
        }
        finally
        {
            Leave(attempt, slot, reported);
        }

        return reported;
    }

    private void Leave(Attempt attempt, Slot slot, bool reported)
    {
        slot.Dispose();
        inFlight.Remove(attempt, reported);
        attempt.Dispose();
    }
}
