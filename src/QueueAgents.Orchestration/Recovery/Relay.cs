using System.Diagnostics;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Recovery;

/// <summary>
/// Sends what is overdue: messages whose server died between commit and confirm, steps nobody answered or claimed, retries whose back-off
/// is over. And turns an expired lease into <see cref="StepLost"/>. // R9
/// </summary>
internal sealed class Relay(IDueStore due, Sender sender, IDeliverer deliverer, FleetClock clock)
{
    private const int Page = 200;
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(30);

    /// <summary>True where there may be more.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var messages = await due.TakeDueOutboxAsync(clock.Now, Page, ct);
        foreach (var row in messages)
        {
            Meters.Resent.Add(1, new KeyValuePair<string, object?>("kind", row.Type));
            await sender.SendAsync(OutboxMessages.Load(row), TraceOf(row.Trace), ct);
        }

        var rows = await due.TakeDueDispatchesAsync(clock.Now, Claim, Page, ct);
        foreach (var (run, row) in rows) await AttendAsync(run, row, ct);
        return messages.Count == Page || rows.Count == Page;
    }

    private Task AttendAsync(RunFacts run, Dispatch row, CancellationToken ct)
    {
        if (row.Phase == DispatchPhase.Leased)
        {
            Meters.LeasesLost.Add(1);
            var lost = new StepLost { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt, Owner = row.Owner };
            return deliverer.DeliverAsync(row.RunId, lost, new Cause(MessageIds.OfLoss(row.RunId, row.Seq, row.Attempt), TraceOf(run.Trace)), ct);
        }

        if (run.State == RunState.Paused) return due.HoldAsync([new AttemptId(row.RunId, row.Seq, row.Attempt)], ct);
        Meters.Resent.Add(1, new KeyValuePair<string, object?>("kind", "step"));
        return sender.SendAsync(run, row, TraceOf(run.Trace), ct);
    }

    private static ActivityContext TraceOf(string? trace)
        => trace is not null && ActivityContext.TryParse(trace, null, isRemote: true, out var context) ? context : default;
}
