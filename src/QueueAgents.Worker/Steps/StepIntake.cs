using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Transport;

namespace QueueAgents.Worker;

/// <summary>
/// Where a step comes in. A short one keeps its delivery until a server is done with its outcome, or a
/// queue has it; a long one is claimed, acknowledged, and goes on.
/// A step whose delivery is lost goes on too: the broker delivers it again, and that delivery joins the step or is handed back.
/// Exceptions that get out are never the author's: they are malformed messages, for the error queue.
/// </summary>
internal sealed class StepIntake(
    AgentCatalogue agents,
    Slots slots,
    StepsInFlight inFlight,
    Claims claims,
    StepRunner runner,
    OutcomeSender outcomes,
    WorkerOptions options,
    TimeProvider time,
    ILogger<StepIntake> log)
{
    public async Task<Verdict> Take(Arrived arrived)
    {
        try
        {
            await Take(AttemptOf(arrived), arrived.Lost);
            return Verdict.Done;
        }
        catch (HandedBackException)
        {
            return Verdict.HandBack;
        }
    }

    private Attempt AttemptOf(Arrived arrived)
    {
        var order = arrived.Message.Execute ?? throw new InvalidDataException("A worker takes steps and no outcomes.");
        return new Attempt(order, agents.For(order), arrived, options.HoldLimit, time);
    }

    private async Task Take(Attempt attempt, CancellationToken lost)
    {
        await Take(attempt, await slots.Take(lost), lost);
    }

    private async Task Take(Attempt attempt, Slot slot, CancellationToken lost)
    {
        if (!inFlight.TryAdd(attempt, out var running))
        {
            slot.Dispose();
            if (!running.IsLong && !await Unless(running.Done, lost)) throw new HandedBackException("its outcome could not be sent");
            return;
        }

        if (attempt.MustClaim && !await Claim(attempt, slot, lost)) return;

        Telemetry.Began(attempt);
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
            if (outcome is not null) await Report(attempt, outcome, slot);
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

    /// <summary>Its place is free for another step while its outcome is on its way, unless it is kept for the run's next one.</summary>
    private async Task Report(Attempt attempt, object outcome, Slot slot)
    {
        var room = Room(attempt.Order);
        if (room is null) slot.Dispose();
        var report = outcomes.Report(attempt, outcome);
        var (server, before) = (attempt.Server, attempt.Key); // What may come later keeps no whole attempt for it.
        var answer = await outcomes.SendStraight(attempt, report, room, late => _ = TakeUp(server!, before, late));
        if (room is not null && answer.Next is { } next) _ = GoOn(server!, before, next, slot.Pass()); // In flight before this one has left.
        slot.Dispose();
        if (!answer.Done) await outcomes.SendByQueue(attempt, report);
    }

    /// <summary>A step that came a little after the answer, most often the first of another run. Where there is no place any more, it goes back.</summary>
    private Task TakeUp(string server, AttemptKey before, StepMessage next)
        => slots.TryTake() is { } slot ? GoOn(server, before, next, slot) : outcomes.GiveBack(server, next);

    /// <summary>A step that came with the answer, or after it. Nobody waits for a word on it; what has not begun goes back, and the server sends it by its queue. // R9</summary>
    private async Task GoOn(string server, AttemptKey before, StepMessage next, Slot slot)
    {
        try
        {
            var attempt = AttemptOf(new Arrived(next, 0, Redelivered: false, CancellationToken.None) { From = server, ByAnswer = true });
            if (!attempt.IsLong)
            {
                await Take(attempt, slot, CancellationToken.None);
                return;
            }

            slot.Dispose(); // It would have to be claimed before that server sends it again.
            await outcomes.GiveBack(server, next);
        }
        catch (Exception e)
        {
            slot.Dispose();
            log.NotGoneOn(before.RunId, before.Seq, e);
        }
    }

    /// <summary>
    /// The queue whose steps this worker would go on with: while nobody waits for a place here, and no more steps are under way than the machine has
    /// processors. Past that a step is better taken by whoever is idle.
    /// </summary>
    private string? Room(ExecuteStep done)
        => slots.MayKeep && inFlight.Count <= Environment.ProcessorCount ? Queues.Step(done.Agent, done.StateVersion, done.Pinned) : null;

    private void Leave(Attempt attempt, Slot slot, bool reported)
    {
        slot.Dispose();
        inFlight.Remove(attempt, reported);
        attempt.Dispose();
    }
}
