using System.Collections.Concurrent;
using System.Diagnostics;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;
using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Sending;

/// <summary>
/// Gives the next step of a run to the worker that has just reported one and has room, with the answer it waits for: no message more, and no queue
/// between. Nobody keeps such a step but that worker, and it may never have come there. So what is not answered soon goes by its queue, and
/// should this server be gone by then, its row is due like any other. // R9
/// </summary>
internal sealed class Handovers(StepPace pace, Sender sender, Limits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<AttemptId, Handed> open = new();
    private volatile bool closed;

    /// <summary>Whether the worker that has reported is given this step. Only the outcome that was decided may have it, and no copy or forgery beside it. // R3</summary>
    public bool TryHand(Chain chain, Dispatch row, Cause cause)
    {
        if (cause.Offer is not { Taken: null } offer || offer.Queue != row.Queue || chain.Transitions[^1].CommandId != cause.MessageId) return false;
        if (closed || row.Lost > 0 || row.Attempt > 1 || !pace.IsShort(chain.Run.Agent, row.Step)) return false;
        var step = StepMessages.Of(chain.Run, row, limits);
        open[new AttemptId(row.RunId, row.Seq, row.Attempt)] = new Handed(chain.Run, row, cause.Trace, time.GetTimestamp());
        offer.Taken = StepMessages.Sent(step, MessageIds.OfStep(row.RunId, row.Seq, row.Attempt), cause.Trace, time.GetUtcNow(), out var activity);
        activity?.Dispose();
        return true;
    }

    /// <summary>Its outcome is here, and need not be committed yet: from now on whoever reports it sees to it, and its row.</summary>
    public void Answered(AttemptId attempt, Guid nonce)
    {
        if (open.TryGetValue(attempt, out var handed) && handed.Row.Nonce == nonce) open.TryRemove(attempt, out _);
    }

    /// <summary>Sends by their queue what nobody has answered. Each must be claimed first: its worker may be at it, and has claimed it then.</summary>
    public Task SendOverdueAsync(CancellationToken ct)
    {
        var overdue = open.Where(known => time.GetElapsedTime(known.Value.At) >= Handing.Patience && open.TryRemove(known.Key, out _)).Select(known => known.Value).ToList();
        return Task.WhenAll(overdue.Select(handed =>
        {
            Meters.Resent.Add(1, new KeyValuePair<string, object?>("kind", "handover"));
            return sender.SendAsync(handed.Run, handed.Row, handed.Trace, ct, claimFirst: true);
        }));
    }

    /// <summary>Gives nothing more: soon nobody will look after it here.</summary>
    public void Close() => closed = true;

    private sealed record Handed(RunFacts Run, Dispatch Row, ActivityContext Trace, long At);
}
