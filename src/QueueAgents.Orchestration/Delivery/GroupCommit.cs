using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Delivery;

/// <summary>
/// Takes whatever is queued and commits it together: read the runs it does not know in one round trip, decide message by message, write in
/// one transaction, then hand out what is to be sent. There is no timer: a lonely run pays nothing, a thousand runs share a flush.
/// </summary>
internal sealed class GroupCommit(
    IRunStore store, KnownRuns known, RunMachine machine, MomentSource moments, FleetClock clock, IAfterCommit after, TimeProvider time, ILogger<GroupCommit> log)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private const int MaxConflicts = 50;

    /// <summary>Settles every delivery of the batch. While the database is away, it waits for it: nothing is lost and nothing spins.</summary>
    public async Task CommitAsync(IReadOnlyList<Delivery> batch, CancellationToken ct)
    {
        var wait = FirstWait;
        var left = new Unsettled(batch);
        while (left.Deliveries.Count > 0)
        {
            left = await OnceAsync(left.Deliveries, ct);
            if (left.Away is not { } away)
            {
                wait = FirstWait;
                continue;
            }

            log.DatabaseAway(away.Message, wait);
            await Task.Delay(wait, time, ct);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    /// <summary>Decides and commits once. Returns what must be decided again, on fresh data. // R2</summary>
    private async Task<Unsettled> OnceAsync(IReadOnlyList<Delivery> batch, CancellationToken ct)
    {
        List<Fold> folds;
        try
        {
            folds = await DecideAsync(batch, ct);
        }
        catch (Exception thrown) when (!ct.IsCancellationRequested)
        {
            if (store.IsTransient(thrown)) return new Unsettled(batch, thrown);
            if (batch.Count == 1) batch[0].Fault(thrown);
            else await AloneAsync(batch, ct);
            return Unsettled.None;
        }

        List<Delivery> again = [];
        List<Fold> changed = [];
        HashSet<(string, string, string, string)> entries = [];
        foreach (var fold in folds)
        {
            if (fold.Change is { } change)
            {
                if (Apart(change.Memory, entries)) changed.Add(fold);
                else again.AddRange(fold.Deliveries); // It was decided on what the one before is about to change.
            }
            else if (fold.IsFromMemory) again.AddRange(Forgotten(fold)); // It says "stale" perhaps only because what it was decided on is. // R2
            else fold.Settle();
        }

        if (changed.Count == 0) return new Unsettled(again);

        CommitReceipt receipt;
        var began = time.GetTimestamp();
        try
        {
            receipt = await store.CommitAsync([.. changed.Select(f => f.Change!)], ct);
        }
        catch (Exception thrown) when (!ct.IsCancellationRequested)
        {
            foreach (var fold in changed) known.Forget(fold.RunId);
            var unsettled = await SettleUnknownAsync(changed, again, thrown, ct);
            return again.Count == 0 ? unsettled : unsettled with { Deliveries = [.. unsettled.Deliveries, .. again] };
        }

        clock.Learn(receipt.Now);
        Meters.Committed(changed.Count, time.GetElapsedTime(began));
        var committed = changed.FindAll(fold => receipt.Results[fold.RunId] == CommitResult.Committed);
        foreach (var fold in committed) Committed(fold);
        foreach (var fold in committed) Log(fold); // When everything is on its way: nobody waits for a line.
        foreach (var fold in changed.FindAll(fold => receipt.Results[fold.RunId] != CommitResult.Committed))
        {
            known.Forget(fold.RunId);
            switch (receipt.Results[fold.RunId])
            {
                case CommitResult.KeyTaken: await RefuseKeyAsync(fold, ct); break;
                case CommitResult.Repeated when fold.IsFromMemory: again.AddRange(Forgotten(fold)); break; // What was repeated is there now.
                case CommitResult.Repeated when fold.Deliveries.Count == 1: fold.Settle(Decision.Already(fold.Chain.Before)); break;
                // One of several messages was a repeat: each is decided alone, so that only the repeat is dropped.
                case CommitResult.Repeated: await AloneAsync(fold.Deliveries, ct); break;
                default: again.AddRange(Conflicted(fold)); break;
            }
        }

        return new Unsettled(again);
    }

    private async Task<List<Fold>> DecideAsync(IReadOnlyList<Delivery> batch, CancellationToken ct)
    {
        var folds = batch.GroupBy(d => d.RunId).Select(g => new Fold(g.Key, [.. g])).OrderBy(f => f.RunId).ToList();
        List<Fold> unknown = [];
        foreach (var fold in folds)
        {
            if (known.For(fold) is { } remembered) await fold.DecideAsync(remembered, fromMemory: true, machine, moments);
            else unknown.Add(fold);
        }

        if (unknown.Count == 0) return folds;
        var loaded = await store.LoadAsync([.. unknown.Select(f => f.Need())], ct);
        for (var i = 0; i < unknown.Count; i++) await unknown[i].DecideAsync(loaded[i], fromMemory: false, machine, moments);
        return folds;
    }

    /// <summary>No run before it in the batch writes an entry of memory that this one writes.</summary>
    private static bool Apart(IReadOnlyList<MemoryRow> rows, HashSet<(string, string, string, string)> entries)
    {
        if (rows.Count == 0) return true; // As most runs write nothing.
        var apart = !rows.Any(row => entries.Contains(row.Id));
        entries.UnionWith(rows.Select(row => row.Id));
        return apart;
    }

    private IReadOnlyList<Delivery> Forgotten(Fold fold)
    {
        known.Forget(fold.RunId);
        foreach (var delivery in fold.Deliveries) delivery.Doubt();
        return fold.Deliveries;
    }

    private void Committed(Fold fold)
    {
        known.Committed(fold.Chain);
        after.Committed(fold.Chain, fold.Deliveries[^1].Cause);
        fold.Settle();
    }

    private void Log(Fold fold)
    {
        foreach (var transition in fold.Chain.Transitions) log.Transitioned(transition);
    }

    /// <summary>
    /// The commit may have happened or not. The transitions' causes tell, run by run. Where there is one, it may be that of a copy of the
    /// message on another server, with another nonce: so nothing is handed out from here, the rows are due by themselves. // R12
    /// </summary>
    private async Task<Unsettled> SettleUnknownAsync(List<Fold> folds, List<Delivery> again, Exception thrown, CancellationToken ct)
    {
        log.CommitUnknown(thrown.Message, folds.Count);
        List<Fold> open = [];
        List<Fold> guessed = [];
        try
        {
            foreach (var fold in folds)
            {
                var found = await store.FindCommittedAsync([(fold.RunId, fold.LastCommand)], ct);
                if (found.Count == 0) open.Add(fold);
                else if (fold.TakenForNew) guessed.Add(fold); // It may have been there for long: it is told how it is.
                else fold.Settle();
            }
        }
        catch (Exception away) when (!ct.IsCancellationRequested && store.IsTransient(away))
        {
            // What had been committed is found to be so when it is decided again: its cause has its transition.
            return new Unsettled([.. folds.SelectMany(f => f.Deliveries).Where(d => !d.Settled.IsCompleted)], away);
        }

        again.AddRange(guessed.SelectMany(Forgotten));
        var left = open.SelectMany(f => f.Deliveries).ToList();
        if (left.Count == 0) return Unsettled.None;
        if (store.IsTransient(thrown)) return new Unsettled(left, thrown);
        if (left is [var one]) return Refused(one, thrown);

        // A bad row hurts only its own run: the others are committed without it.
        await AloneAsync(left, ct);
        return Unsettled.None;
    }

    /// <summary>The database will not have what was decided. The run stands still where somebody sees it; a sender outside hears of it instead.</summary>
    private Unsettled Refused(Delivery delivery, Exception thrown)
    {
        log.CommitFailed(thrown, delivery.RunId);
        if (delivery.Refuse(thrown)) return new Unsettled([delivery]);
        delivery.Fault(thrown);
        return Unsettled.None;
    }

    private async Task AloneAsync(IReadOnlyList<Delivery> deliveries, CancellationToken ct)
    {
        foreach (var delivery in deliveries) await CommitAsync([delivery], ct);
    }

    private async Task RefuseKeyAsync(Fold fold, CancellationToken ct)
    {
        var run = fold.Chain.Run;
        var holder = await store.FindByKeyAsync(run.Tenant, run.Agent, run.Key!, ct);
        fold.Settle(Decision.Reject(holder ?? run.RunId, Rejections.DifferentBody, "Another run has this key."));
    }

    private static IEnumerable<Delivery> Conflicted(Fold fold)
    {
        Meters.Conflicts.Add(1);
        foreach (var delivery in fold.Deliveries)
        {
            delivery.Doubt();
            if (++delivery.Conflicts < MaxConflicts) yield return delivery;
            else delivery.Fault(new InvalidOperationException($"Run {fold.RunId} changed {MaxConflicts} times while one message was being decided."));
        }
    }

    /// <param name="Away">Why the database could not be asked; null where it answered.</param>
    private sealed record Unsettled(IReadOnlyList<Delivery> Deliveries, Exception? Away = null)
    {
        public static Unsettled None { get; } = new([]);
    }
}
