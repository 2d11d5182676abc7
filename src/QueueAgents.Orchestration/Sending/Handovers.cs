using System.Collections.Concurrent;
using System.Diagnostics;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;
using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Sending;

/// <summary>
/// Gives the next step of a run to the worker that has just reported one and has room, with the answer it waits for: no message more, and no queue
/// between. A step nobody was there to go on with, as the first of a run, goes the same way to a worker that has just been left without one.
/// Nobody keeps such a step but that worker, and it may never have come there. So what is not answered soon goes by its queue, and should this
/// server be gone by then, its row is due like any other. // R9
/// </summary>
internal sealed class Handovers(StepPace pace, Sender sender, Limits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<AttemptId, Handed> open = new();
    private readonly StandingOffers standing = new(time);
    private volatile bool closed;

    /// <summary>Whether a worker is given this step: the one that has reported, or, where none has, one that was left without a moment ago.</summary>
    public bool TryHand(Chain chain, Dispatch row, Cause cause)
    {
        if (closed || row.Lost > 0 || row.Attempt > 1 || !pace.IsShort(chain.Run.Agent, row.Step)) return false;
        var reported = cause.Offer is not null;
        var offer = reported ? OfferOf(chain, cause) : standing.Take(row.Queue);
        if (offer is not { Taken: null } || offer.Queue != row.Queue) return false;

        var id = new AttemptId(row.RunId, row.Seq, row.Attempt);
        var step = StepMessages.Sent(StepMessages.Of(chain.Run, row, limits), MessageIds.OfStep(row.RunId, row.Seq, row.Attempt), cause.Trace, time.GetUtcNow(), out var activity);
        activity?.Dispose();
        open[id] = new Handed(chain.Run, row, cause.Trace, time.GetTimestamp());
        if (reported) offer.Taken = step;
        else if (!offer.Follow(step)) return !open.TryRemove(id, out _); // It goes by its queue.
        return true;
    }

    /// <summary>The run has ended, or goes on with nothing this worker could do: it may be given what another begins with.</summary>
    public void KeepOffer(Chain chain, Cause cause)
    {
        if (OfferOf(chain, cause) is { Taken: null, Stands: true } offer) standing.Keep(offer);
    }

    /// <summary>The worker will not have it after all, and has not begun: it goes by its queue.</summary>
    public Task ReturnedAsync(AttemptId attempt, Guid nonce, CancellationToken ct)
        => Take(attempt, nonce) is { } handed ? sender.SendAsync(handed.Run, handed.Row, handed.Trace, ct) : Task.CompletedTask;

    /// <summary>Its outcome is here, and need not be committed yet: from now on whoever reports it sees to it, and its row.</summary>
    public void Answered(AttemptId attempt, Guid nonce) => Take(attempt, nonce);

    /// <summary>Sends by their queue what nobody has answered. Each must be claimed first: its worker may be at it, and has claimed it then.</summary>
    public Task SendOverdueAsync(CancellationToken ct)
    {
        standing.ForgetOld();
        var overdue = open.Where(known => time.GetElapsedTime(known.Value.At) >= Handing.Patience && open.TryRemove(known.Key, out _)).Select(known => known.Value).ToList();
        return Task.WhenAll(overdue.Select(handed =>
        {
            Meters.Resent.Add(1, new KeyValuePair<string, object?>("kind", "handover"));
            return sender.SendAsync(handed.Run, handed.Row, handed.Trace, ct, claimFirst: true);
        }));
    }

    /// <summary>Gives nothing more: soon nobody will look after it here.</summary>
    public void Close() => closed = true;

    /// <summary>Only the outcome that was decided has anything to offer, and no copy or forgery beside it. // R3</summary>
    private static Offer? OfferOf(Chain chain, Cause cause)
        => cause.Offer is { } offer && chain.Transitions[^1].CommandId == cause.MessageId ? offer : null;

    private Handed? Take(AttemptId attempt, Guid nonce)
        => open.TryGetValue(attempt, out var handed) && handed.Row.Nonce == nonce && open.TryRemove(attempt, out _) ? handed : null;

    private sealed record Handed(RunFacts Run, Dispatch Row, ActivityContext Trace, long At);
}
