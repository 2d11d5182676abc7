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
    /// <summary>A worker claims a step that takes longer than a second: until then it is known to be in good hands, or sent once more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<AttemptId, Handed> open = new();

    /// <summary>Whether the worker behind the cause is given this step.</summary>
    public bool TryHand(RunFacts run, Dispatch row, Cause cause)
    {
        if (cause.Offer is not { Taken: null } offer || offer.Queue != row.Queue || row.Lost > 0 || !pace.IsShort(run.Agent, row.Step)) return false;
        using var activity = Meters.Source.HasListeners() ? Meters.Source.StartActivity($"dispatch {run.Agent}", ActivityKind.Producer, cause.Trace) : null;
        open[new AttemptId(row.RunId, row.Seq, row.Attempt)] = new Handed(run, row, cause.Trace, time.GetTimestamp());
        offer.Taken = new StepMessage
        {
            Id = MessageIds.OfStep(row.RunId, row.Seq, row.Attempt),
            SentAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Trace = activity?.Id ?? cause.TraceParent,
            Execute = StepMessages.Of(run, row, limits),
        };
        return true;
    }

    public void Answered(AttemptId attempt) => open.TryRemove(attempt, out _);

    /// <summary>Sends by their queue what nobody has answered. Each must be claimed first: its worker may be at it, and has claimed it then.</summary>
    public async Task SendOverdueAsync(CancellationToken ct)
    {
        foreach (var (attempt, handed) in open)
        {
            if (time.GetElapsedTime(handed.At) < Patience || !open.TryRemove(attempt, out _)) continue;
            Meters.Resent.Add(1, new KeyValuePair<string, object?>("kind", "handover"));
            await sender.SendAsync(handed.Run, handed.Row, handed.Trace, ct, claimFirst: true);
        }
    }

    private sealed record Handed(RunFacts Run, Dispatch Row, ActivityContext Trace, long At);
}
