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
/// is over. And turns an expired lease into <see cref="StepLost"/>, an expired request into <see cref="RequestExpired"/>. // R9
/// </summary>
internal sealed class Relay(IDueStore due, Sender sender, IDeliverer deliverer, FleetClock clock, ILogger<Relay> log)
{
    private const int Page = 200;
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(30);

    /// <summary>True where there may be more.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        // All of a page at once: what a silent broker holds up must not hold up leases and messages between our own runs.
        var messages = await due.TakeDueOutboxAsync(clock.Now, Page, ct);
        await Task.WhenAll(messages.Select(row => AloneAsync(row.RunId, () => ResendAsync(row, ct), ct)));

        var rows = await due.TakeDueDispatchesAsync(clock.Now, Claim, Page, ct);
        await Task.WhenAll(rows.Select(d => AloneAsync(d.Row.RunId, () => AttendAsync(d.Run, d.Row, ct), ct)));
        return messages.Count == Page || rows.Count == Page;
    }

    private Task ResendAsync(OutboxRow row, CancellationToken ct)
    {
        Meters.Resent.Add(1, new KeyValuePair<string, object?>("kind", row.Type));
        return sender.SendAsync(OutboxMessages.Load(row), TraceOf(row.Trace), ct);
    }

    /// <summary>One row that cannot be attended to (written by a newer release, refused by the database) keeps no other waiting.</summary>
    private async Task AloneAsync(Guid runId, Func<Task> attend, CancellationToken ct)
    {
        try
        {
            await attend();
        }
#pragma warning disable CA1031 // It stays due and is tried again.
        catch (Exception thrown) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.NotAttended(runId, thrown.Message);
        }
    }

    private Task AttendAsync(RunFacts run, Dispatch row, CancellationToken ct)
    {
        if (row.Phase == DispatchPhase.Leased)
        {
            Meters.LeasesLost.Add(1);
            var lost = new StepLost { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt, Owner = row.Owner };
            return deliverer.DeliverAsync(row.RunId, lost, new Cause(MessageIds.OfLoss(row.RunId, row.Seq, row.Attempt), TraceOf(run.Trace)), ct);
        }

        if (row.Phase == DispatchPhase.Asked)
        {
            var expired = new RequestExpired { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt };
            return deliverer.DeliverAsync(row.RunId, expired, new Cause(MessageIds.OfExpiry(row.RunId, row.Seq, row.Attempt), TraceOf(run.Trace)), ct);
        }

        // It stays due: to hold it here could come after the Resume that should release it. // R9
        if (run.State == RunState.Paused) return Task.CompletedTask;
        Meters.Resent.Add(1, new KeyValuePair<string, object?>("kind", "step"));
        // Whoever was given it may be at it still, and an outcome on its way: only the door knows.
        return sender.SendAsync(run, row, TraceOf(run.Trace), ct, claimFirst: true);
    }

    private static ActivityContext TraceOf(string? trace)
        => trace is not null && ActivityContext.TryParse(trace, null, isRemote: true, out var context) ? context : default;
}
