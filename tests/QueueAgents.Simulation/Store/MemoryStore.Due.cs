using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Simulation.Store;

internal sealed partial class MemoryStore
{
    public Task<IReadOnlyList<OutboxRow>> TakeDueOutboxAsync(DateTimeOffset now, int max, CancellationToken ct) => Io<IReadOnlyList<OutboxRow>>("TakeDueOutbox", ct, () =>
    {
        List<OutboxRow> taken = [];
        foreach (var row in outbox.Values.Where(m => m.DueAt <= now).OrderBy(m => m.DueAt).ThenBy(m => m.Id).Take(max).ToList())
            taken.Add(outbox[row.Id] = row with { Tries = row.Tries + 1, DueAt = Cut(now) + TimeSpan.FromSeconds(Math.Min(600, 30 << Math.Min(row.Tries, 5))) });
        return taken;
    });

    public Task<IReadOnlyList<DueDispatch>> TakeDueDispatchesAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => Io<IReadOnlyList<DueDispatch>>("TakeDueDispatches", ct, () =>
    {
        List<DueDispatch> taken = [];
        var due = runs.Values.SelectMany(run => run.OpenRows.Where(r => r.DueAt <= now && IsTimed(r.Phase)).Select(row => (Run: run, Row: row)));
        foreach (var (run, row) in due.OrderBy(d => d.Row.DueAt).ThenBy(d => d.Row.RunId).ThenBy(d => d.Row.Seq).Take(max).ToList())
        {
            var claimed = row with { DueAt = Cut(now + claim), Phase = IsOnItsWay(row.Phase) ? DispatchPhase.Unsent : row.Phase };
            run.Put(claimed);
            taken.Add(new DueDispatch(run.Facts, claimed));
        }

        return taken;
    });

    public Task<IReadOnlyList<Guid>> TakeDueRunsAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => Io("TakeDueRuns", ct, () => TakeRuns(now, claim, max, run => run.IsOpen && run.WakeAt <= now, run => run.WakeAt));

    public Task<IReadOnlyList<Guid>> TakeQueuedRunsAsync(IReadOnlyList<string> agents, DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => Io("TakeQueuedRuns", ct, () => TakeRuns(now, claim, max, run => run.State == RunState.Queued && agents.Contains(run.Agent), run => run.CreatedAt));

    public Task ConfirmAsync(IReadOnlyList<Guid> outbox, IReadOnlyList<AttemptId> sent, DateTimeOffset queueLimit, CancellationToken ct) => Io("Confirm", ct, () =>
    {
        foreach (var id in outbox) this.outbox.Remove(id);
        return Move(sent, row => row.Phase == DispatchPhase.Unsent ? row with { Phase = DispatchPhase.Sent, DueAt = Cut(queueLimit) } : null);
    });

    public Task MarkUnservedAsync(IReadOnlyList<AttemptId> attempts, DateTimeOffset again, CancellationToken ct) => Io("MarkUnserved", ct, ()
        => Move(attempts, row => IsOnItsWay(row.Phase) ? row with { Phase = DispatchPhase.Unserved, DueAt = Cut(again) } : null));

    public Task<int> ServeQueuesAsync(IReadOnlyList<string> queues, DateTimeOffset now, CancellationToken ct) => Io("ServeQueues", ct, ()
        => MoveAll(row => row.Phase == DispatchPhase.Unserved && queues.Contains(row.Queue), now));

    public Task<int> ResendOpenAsync(DateTimeOffset now, CancellationToken ct) => Io("ResendOpen", ct, () =>
    {
        foreach (var message in outbox.Values.ToList()) outbox[message.Id] = message with { DueAt = Cut(now) };
        return MoveAll(row => row.Phase is DispatchPhase.Sent or DispatchPhase.Unserved, now);
    });

    public Task<IReadOnlyList<Guid>> OpenOrphansAsync(Guid parent, int max, CancellationToken ct) => Io<IReadOnlyList<Guid>>("OpenOrphans", ct, () =>
    {
        var awaited = runs.TryGetValue(parent, out var run) ? run.OpenRows.Select(r => r.ChildRunId).ToHashSet() : [];
        return [.. runs.Values.Select(r => r.Facts).Where(r => r.ParentRunId == parent && r.IsOpen && !awaited.Contains(r.RunId)).Select(r => r.RunId).Order().Take(max)];
    });

    private static bool IsWatched(DispatchPhase phase) => IsOnItsWay(phase) || phase == DispatchPhase.Leased;

    private static bool IsTimed(DispatchPhase phase) => IsWatched(phase) || phase == DispatchPhase.Asked;

    private static bool IsOnItsWay(DispatchPhase phase) => phase is DispatchPhase.Unsent or DispatchPhase.Sent or DispatchPhase.Unserved;

    private IReadOnlyList<Guid> TakeRuns(DateTimeOffset now, TimeSpan claim, int max, Func<RunFacts, bool> wanted, Func<RunFacts, DateTimeOffset?> order)
    {
        var taken = runs.Values.Where(r => (r.WakeClaim is null || r.WakeClaim <= now) && wanted(r.Facts))
            .OrderBy(r => order(r.Facts)).ThenBy(r => r.Facts.RunId).Take(max).ToList();
        foreach (var run in taken) run.WakeClaim = Cut(now + claim);
        return [.. taken.Select(r => r.Facts.RunId)];
    }

    private int Move(IReadOnlyList<AttemptId> attempts, Func<Dispatch, Dispatch?> move)
    {
        var moved = 0;
        foreach (var (runId, seq, attempt) in attempts)
        {
            if (!runs.TryGetValue(runId, out var run) || run.OpenRow(seq) is not { } row || row.Attempt != attempt || move(row) is not { } after) continue;
            run.Put(after);
            moved++;
        }

        return moved;
    }

    private int MoveAll(Func<Dispatch, bool> wanted, DateTimeOffset now)
    {
        var moved = 0;
        foreach (var run in runs.Values)
        {
            foreach (var row in run.OpenRows.Where(wanted).ToList())
            {
                run.Put(row with { Phase = DispatchPhase.Unsent, DueAt = Cut(now) });
                moved++;
            }
        }

        return moved;
    }
}
