using System.Text;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Simulation.Store;

internal sealed partial class MemoryStore
{
    public Task<IReadOnlyList<LoadedRun>> LoadAsync(IReadOnlyList<LoadRequest> requests, CancellationToken ct)
        => Io<IReadOnlyList<LoadedRun>>("Load", ct, () => [.. requests.Select(Load)]);

    public Task<IReadOnlySet<Guid>> FindCommittedAsync(IReadOnlyList<(Guid RunId, Guid CommandId)> causes, CancellationToken ct)
        => Io<IReadOnlySet<Guid>>("FindCommitted", ct, () => causes
            .Where(c => runs.TryGetValue(c.RunId, out var run) && run.Causes.Contains(c.CommandId)).Select(c => c.CommandId).ToHashSet());

    public Task<Guid?> FindByKeyAsync(string tenant, string agent, string key, CancellationToken ct)
        => Io<Guid?>("FindByKey", ct, () => keys.TryGetValue((tenant, agent, key), out var runId) ? runId : null);

    public Task<CommitReceipt> CommitAsync(IReadOnlyList<RunChange> changes, CancellationToken ct) => Io("Commit", ct, () =>
    {
        var results = new Dictionary<Guid, CommitResult>();
        var batchKeys = new HashSet<(string, string, string)>();
        List<RunChange> committed = [];
        foreach (var change in changes.OrderBy(c => c.Run.RunId))
        {
            var result = Judge(change, batchKeys);
            results.Add(change.Run.RunId, result);
            if (result != CommitResult.Committed) continue;
            Check(change);
            committed.Add(change);
        }

        // Nothing throws from here on: the batch is written wholly.
        foreach (var change in committed) Write(change);
        return new CommitReceipt(results, Cut(clock.GetUtcNow()));
    });

    private LoadedRun Load(LoadRequest request)
    {
        if (!runs.TryGetValue(request.RunId, out var run)) return new LoadedRun(null, [], [], []);
        var rows = new SortedDictionary<(int Seq, int Attempt), Dispatch>();
        foreach (var seq in request.Seqs) Found(run.OpenRow(seq));
        foreach (var (seq, attempt) in request.Attempts) Found(run.Row(seq, attempt));
        if (run.Facts.Group is { } group)
        {
            var released = 0;
            for (var seq = group.Next; seq < group.End && released < request.Releases; seq++)
            {
                if (run.OpenRow(seq) is not { } held) continue;
                Found(held);
                released++;
            }

            if (request.Unfinished)
            {
                foreach (var row in run.LastAttempts(group.First, group.End).Where(r => r.Outcome != DispatchOutcome.Ok)) Found(row);
            }

            if (request.Open)
            {
                foreach (var row in run.OpenRows.Where(r => r.Seq >= group.First && r.Seq < group.End)) Found(row);
            }
        }

        return new LoadedRun(
            run.Facts,
            [.. rows.Values],
            [.. run.Signals.Where(s => s.TakenAt is null || request.SignalKeys.Contains(s.ClientKey))],
            [.. request.Payloads.Distinct().SelectMany(p => Complete(run, p.Seq, p.Attempt))])
        {
            Memory = [.. request.Memory.Distinct().Select(place => StateOf(run.Facts, place))],
        };

        void Found(Dispatch? row)
        {
            if (row is not null) rows[(row.Seq, row.Attempt)] = row;
        }
    }

    private static IEnumerable<StoredPayload> Complete(MemoryRun run, int seq, int attempt)
    {
        foreach (var kind in Enum.GetValues<PayloadKind>())
        {
            if (!run.Payloads.TryGetValue((seq, attempt, kind), out var pieces) || pieces[^1].Offset + pieces[^1].Bytes.Length != pieces[^1].Total) continue;
            yield return new StoredPayload(seq, attempt, kind, Encoding.UTF8.GetString([.. pieces.SelectMany(p => p.Bytes)]));
        }
    }

    private CommitResult Judge(RunChange change, HashSet<(string, string, string)> batchKeys)
    {
        if (change.Memory.Any(row => row.ExpectedVersion != (remembered.GetValueOrDefault(row.Id)?.Version ?? 0))
            && runs.GetValueOrDefault(change.Run.RunId) is { } other && !change.Transitions.Any(t => other.Causes.Contains(t.CommandId))) return CommitResult.Conflict; // R2
        if (runs.TryGetValue(change.Run.RunId, out var run))
        {
            if (change.Transitions.Any(t => run.Causes.Contains(t.CommandId))) return CommitResult.Repeated; // R12
            return change.ExpectedVersion == run.Facts.Version && MayLeave(run.Facts.State, change.Transitions[0].To) ? CommitResult.Committed : CommitResult.Conflict; // R2
        }

        if (change.ExpectedVersion != 0) return CommitResult.Conflict;
        if (change.Run.Key is not { } key) return CommitResult.Committed;
        return keys.ContainsKey((change.Run.Tenant, change.Run.Agent, key)) || !batchKeys.Add((change.Run.Tenant, change.Run.Agent, key))
            ? CommitResult.KeyTaken
            : CommitResult.Committed;
    }

    // R5
    private static bool MayLeave(RunState from, RunState to) => from switch
    {
        RunState.Completed or RunState.Cancelled => false,
        RunState.Failed or RunState.Parked => to is RunState.Queued or RunState.Running or RunState.Waiting,
        _ => true,
    };

    /// <summary>What the constraints of a database refuse.</summary>
    private void Check(RunChange change)
    {
        var run = runs.GetValueOrDefault(change.Run.RunId);
        for (var i = 0; i < change.Transitions.Count; i++)
            Must(change.Transitions[i].Version == change.ExpectedVersion + 1 + i, "versions of transitions are gapless"); // R4
        Must(change.Run.Version == change.ExpectedVersion + change.Transitions.Count, "a run's version is that of its last transition");
        Must(change.Transitions.Select(t => t.CommandId).Distinct().Count() == change.Transitions.Count, "a cause makes one transition"); // R12

        var closed = change.ChangedRows.Where(r => !r.IsOpen).Select(r => (r.Seq, r.Attempt)).ToHashSet();
        HashSet<(int, int)> made = [];
        HashSet<int> opened = [];
        foreach (var row in change.NewRows)
        {
            Must(made.Add((row.Seq, row.Attempt)) && run?.Has(row.Seq, row.Attempt) is not true, "an attempt is made once");
            if (!row.IsOpen) continue;
            var stillOpen = !change.SupersedeOpen && run?.OpenRow(row.Seq) is { } known && !closed.Contains((known.Seq, known.Attempt));
            Must(opened.Add(row.Seq) && !stillOpen, "a step has one open attempt"); // R3
        }

        foreach (var row in change.NewRows.Concat(change.ChangedRows))
        {
            Must(row.EndedAt is null == row.Outcome is null, "a closed attempt has an outcome");
            Must(!row.IsOpen || row.DueAt is not null || row.Phase is DispatchPhase.Held or DispatchPhase.Child, "somebody looks at an open attempt again"); // R9
        }

        HashSet<string> signalKeys = [];
        HashSet<int> signalNumbers = [];
        foreach (var signal in change.NewSignals)
        {
            Must(signalKeys.Add(signal.ClientKey) && run?.Signals.Exists(s => s.ClientKey == signal.ClientKey) is not true, "a client key gives one signal");
            Must(signalNumbers.Add(signal.No) && run?.Signals.Exists(s => s.No == signal.No) is not true, "a signal's number is given once");
        }

        for (var i = 0; i < change.Items.Count; i++) Must(change.Items[i].No == (run?.Items.Count ?? 0) + 1 + i, "items of a transcript are gapless");
        foreach (var message in change.Outbox) Must(!outbox.ContainsKey(message.Id), "a message is stored once");
    }

    private void Write(RunChange change)
    {
        var at = Cut(change.Run.UpdatedAt);
        if (!runs.TryGetValue(change.Run.RunId, out var run))
        {
            runs.Add(change.Run.RunId, run = new MemoryRun(Stored.Of(change.Run)));
            if (change.Run.Key is { } key) keys.Add((change.Run.Tenant, change.Run.Agent, key), change.Run.RunId);
        }
        else
        {
            run.Facts = Stored.Of(change.Run with { Document = change.DocumentChanged ? change.Run.Document : run.Facts.Document });
        }

        run.WakeClaim = null;
        foreach (var transition in change.Transitions)
        {
            run.Transitions.Add(Stored.Of(transition));
            run.Causes.Add(transition.CommandId);
        }

        foreach (var row in change.ChangedRows)
        {
            if (run.OpenRow(row.Seq) is { } known && known.Attempt == row.Attempt) run.Put(Stored.Changed(known, row));
        }

        if (change.SupersedeOpen)
        {
            foreach (var row in run.OpenRows.ToList())
            {
                run.Put(row with { EndedAt = at, Outcome = DispatchOutcome.Superseded, DueAt = null });
                Forget(row.Seq, row.Attempt);
            }
        }

        foreach (var row in change.NewRows) run.Put(Stored.Of(row));
        foreach (var signal in change.NewSignals) run.Signals.Add(Stored.Of(signal));
        foreach (var no in change.TakenSignals)
        {
            var place = run.Signals.FindIndex(s => s.No == no && s.TakenAt is null);
            if (place >= 0) run.Signals[place] = run.Signals[place] with { TakenAt = at };
        }

        foreach (var (_, seq, _, effect) in change.Effects)
        {
            if (!run.Effects.TryGetValue((seq, effect.Name), out var known) || !known.Recorded) run.Effects[(seq, effect.Name)] = new(effect, known?.Claim, Recorded: true);
        }

        run.Items.AddRange(change.Items);
        foreach (var row in change.Memory)
        {
            if (row.Deletes) remembered.Remove(row.Id);
            else remembered[row.Id] = row with { ExpiresAt = Cut(row.ExpiresAt), UpdatedAt = Cut(row.UpdatedAt) };
        }

        foreach (var message in change.Outbox) outbox.Add(message.Id, message with { DueAt = Cut(message.DueAt) });
        foreach (var (seq, attempt) in change.SpentPayloads) Forget(seq, attempt);

        void Forget(int seq, int attempt)
        {
            foreach (var kind in Enum.GetValues<PayloadKind>()) run.Payloads.Remove((seq, attempt, kind));
        }
    }

    private static void Must(bool kept, string rule)
    {
        if (!kept) throw new RefusedChangeException(rule);
    }
}

/// <summary>A change that no database would take: whoever decided it has lost an invariant.</summary>
internal sealed class RefusedChangeException(string rule) : Exception($"The store refuses the change: {rule}.");
