using System.Collections.Concurrent;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Sending;

/// <summary>
/// Remembers what the broker confirmed until the rows know it too. Nothing is lost with it: an unconfirmed row is merely sent again.
/// A step that is answered before the flush (most are) never costs the extra write.
/// </summary>
internal sealed class Confirmations(IDueStore due, FleetClock clock, QueueWait wait)
{
    private ConcurrentQueue<Guid> outbox = new();
    private ConcurrentDictionary<AttemptId, byte> sent = new();

    public void Delivered(Guid outboxId) => outbox.Enqueue(outboxId);

    public void Sent(AttemptId attempt) => sent[attempt] = 0;

    public void Answered(AttemptId attempt) => sent.TryRemove(attempt, out _);

    /// <summary>The broker was lost, and perhaps what it had confirmed: steps not noted yet are better sent again.</summary>
    public void ForgetSteps() => Interlocked.Exchange(ref sent, new());

    public async Task FlushAsync(bool steps, CancellationToken ct)
    {
        var ids = Interlocked.Exchange(ref outbox, new()).ToArray();
        AttemptId[] attempts = steps ? [.. Interlocked.Exchange(ref sent, new()).Keys] : [];
        if (ids.Length + attempts.Length == 0) return;
        await due.ConfirmAsync(ids, attempts, clock.Now + wait.Limit, ct);
    }
}

/// <summary>How long a confirmed step may wait in its queue before it is sent again. Long: a backlog must not multiply itself.</summary>
internal sealed record QueueWait(TimeSpan Limit);
