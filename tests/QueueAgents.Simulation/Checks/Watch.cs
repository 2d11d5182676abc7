using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Simulation.Engine;
using QueueAgents.Simulation.Fleet;
using QueueAgents.Simulation.Store;

namespace QueueAgents.Simulation.Checks;

/// <summary>Looks at every commit, every send and every event, and says what does not hold.</summary>
internal sealed class Watch(World world)
{
    private readonly Dictionary<Guid, (RunFacts Facts, int Transitions)> seen = [];
    private readonly HashSet<Guid> told = [];

    /// <summary>Runs whose submitter heard that they are accepted, and runs whose cancelling was.</summary>
    public HashSet<Guid> Acknowledged { get; } = [];
    public HashSet<Guid> Cancelled { get; } = [];

    /// <summary>How often things happened, so that a simulation in which nothing happens is seen.</summary>
    public Dictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public void Count(string what) => Counts[what] = Counts.GetValueOrDefault(what) + 1;

    /// <summary>R7: since the last commit nothing has touched a run.</summary>
    public void BeforeCommit()
    {
        foreach (var run in world.Store.All)
            world.Must(seen.TryGetValue(run.Facts.RunId, out var known) && ReferenceEquals(known.Facts, run.Facts), $"R7: run {run.Facts.RunId:N} was changed outside a commit.");
    }

    public void AfterCommit(IReadOnlyList<RunChange> changes, CommitReceipt receipt)
    {
        foreach (var change in changes)
        {
            if (receipt.Results[change.Run.RunId] != CommitResult.Committed || world.Store[change.Run.RunId] is not { } run) continue;
            History(run);
            Rows(run);
            Loop(run);
            if (Waits.Missing(run, world.Store, world.Loop.Now) is { } missing) world.Must(false, $"R9: run {run.Facts.RunId:N} is {run.Facts.State} and {missing}.");
        }
    }

    /// <summary>Everything at once; too dear for every step.</summary>
    public void Whole()
    {
        foreach (var run in world.Store.All)
        {
            if (Waits.Missing(run, world.Store, world.Loop.Now) is { } missing) world.Must(false, $"R9: run {run.Facts.RunId:N} is {run.Facts.State} and {missing}.");
        }

        foreach (var id in told)
            world.Must(world.Published.Contains(id) || world.Store.Outbox.Any(row => row.Id == id), "R1: the event of an end was neither published nor is it stored.");
        foreach (var runId in Acknowledged) world.Must(world.Store[runId] is not null, $"R1: the submission of run {runId:N} was acknowledged, and there is no run.");
        foreach (var runId in Cancelled) world.Must(world.Store[runId]?.Facts.State == RunState.Cancelled, $"R5: run {runId:N} was cancelled and is {world.Store[runId]?.Facts.State}.");
    }

    /// <summary>Nobody may be given a step that no commit has asked for.</summary>
    public void Sent(ExecuteStep step)
        => world.Must(world.Store[step.RunId]?.Rows.Any(r => r.Seq == step.Seq && r.Attempt == step.Attempt && r.Nonce == step.Nonce) is true, $"R1: step {step.Seq}/{step.Attempt} of run {step.RunId:N} is sent, and no commit asked for it.");

    public void Published(object message, Guid id)
    {
        var (runId, version) = message switch
        {
            RunCompleted m => (m.RunId, m.Version),
            RunFailed m => (m.RunId, m.Version),
            RunCancelled m => (m.RunId, m.Version),
            RunWaiting m => (m.RunId, m.Version),
            _ => throw new InvalidOperationException($"{message.GetType().Name} is no event."),
        };
        world.Must(world.Store[runId]?.Transitions.Count >= version && Enumerable.Range(0, 8).Any(place => MessageIds.OfMessage(runId, version, place) == id), $"R1: {message.GetType().Name} of run {runId:N} is published, and no commit made it.");
    }

    public void Decided(object outcome, Decision decision)
    {
        if (decision.Run is not null) Count("outcome applied");
        else if (decision.Ignored == "stale") Count("outcome stale");
        else world.Must(decision.Ignored == "already", $"R3: {outcome.GetType().Name} was neither applied nor stale: {decision.Ignored}.");
    }

    // R2 R4 R5
    private void History(MemoryRun run)
    {
        var facts = run.Facts;
        var (_, known) = seen.GetValueOrDefault(facts.RunId);
        var from = known == 0 ? RunState.None : run.Transitions[known - 1].To;
        for (var i = known; i < run.Transitions.Count; i++)
        {
            var t = run.Transitions[i];
            world.Say("transition", $"  run {facts.RunId} {t.From} -> {t.To} on {t.Event}, version {t.Version}, step {t.Seq}/{t.Attempt} {t.Detail}");
            world.Must(t.Version == i + 1, $"R4: run {facts.RunId:N} has version {t.Version} after {i}.");
            world.Must(t.From == from, $"R4: run {facts.RunId:N} goes on from {t.From} and was {from}.");
            world.Must(from is not (RunState.Completed or RunState.Cancelled), $"R5: run {facts.RunId:N} was {from} and changed by {t.Event}.");
            world.Must(from is not (RunState.Failed or RunState.Parked) || t.Event == nameof(RetryRun), $"R5: run {facts.RunId:N} was {from} and changed by {t.Event}.");
            if (t.To is RunState.Completed or RunState.Failed or RunState.Parked or RunState.Cancelled) Tell(facts.RunId, t.Version);
            Count($"{t.From} -> {t.To} on {t.Event}");
            from = t.To;
        }

        world.Must(facts.State == from && facts.Version == run.Transitions.Count, $"R2: run {facts.RunId:N} is not where its history ends.");
        seen[facts.RunId] = (facts, run.Transitions.Count);
    }

    private void Tell(Guid runId, int version)
    {
        var id = MessageIds.OfMessage(runId, version, 0);
        told.Add(id);
        world.Must(world.Store.Outbox.Any(row => row.Id == id), $"R1: the end of run {runId:N} was committed without its event.");
    }

    /// <summary>R1: what was spent and said is what the transitions and the transcript say.</summary>
    private void Loop(MemoryRun run)
    {
        var loop = run.Facts.Loop ?? LoopFacts.None;
        var own = run.Transitions.Count(t => t.Usage is not null);
        world.Must(loop.Spent.Turns >= own && (loop.Spent.Turns == own || run.Rows.Any(r => r.Kind == StepKind.Child)), $"R1: run {run.Facts.RunId:N} counts {loop.Spent.Turns} turns and took {own}.");
        world.Must(run.Items.Count == loop.Items, $"R1: run {run.Facts.RunId:N} counts {loop.Items} items and has {run.Items.Count}.");
        // What comes too late counts as well; it does not call back a turn that had begun.
        if (run.Facts.IsOpen && loop.Budget is { Turns: { } turns } && run.Transitions[^1].Usage is null
            && run.OpenRows.Any(r => r.Arrival == Arrival.Joined && r.Kind == StepKind.Sequential && r.Attempt == 1 && r.CreatedAt == run.Facts.UpdatedAt))
            world.Must(loop.Spent.Turns - loop.Before.Turns < turns, $"run {run.Facts.RunId:N} takes a turn beyond its budget.");
    }

    // R3 R11
    private void Rows(MemoryRun run)
    {
        var (seq, oks, opens) = (0, 0, 0);
        foreach (var row in run.Rows)
        {
            if (row.Seq != seq) (seq, oks, opens) = (row.Seq, 0, 0);
            if (row.IsOpen) world.Must(++opens == 1, $"R3: step {seq} of run {run.Facts.RunId:N} has two open attempts.");
            if (row.Outcome != DispatchOutcome.Ok) continue;
            world.Must(++oks == 1, $"R3: step {seq} of run {run.Facts.RunId:N} has two accepted outcomes.");
            if (row.Kind == StepKind.Child || row.Request is { Kind: AskKind.Question }) continue;
            world.Must(row.Request is null or { Answer.Approved: true }, $"R3: step {seq} of run {run.Facts.RunId:N} was made, and nobody approved it.");
            world.Must(row.Worker == WorkerStep.Mark(row.Seq, row.Attempt), $"R3: attempt {row.Seq}/{row.Attempt} of run {run.Facts.RunId:N} was answered by {row.Worker}.");
            foreach (var (name, effect) in Script.Effects(run.Facts.RunId, row.Seq))
                world.Must(world.Ledger.Calls(run.Facts.RunId, row.Seq, name) >= 1, $"R11: step {seq} of run {run.Facts.RunId:N} ended well without its effect {name}.");
        }

        world.Must(run.Facts.IsOpen || run.OpenRows.Count == 0, $"R3: run {run.Facts.RunId:N} has ended and awaits something.");
    }
}
