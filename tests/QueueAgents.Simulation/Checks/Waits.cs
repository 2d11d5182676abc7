using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Simulation.Store;

namespace QueueAgents.Simulation.Checks;

/// <summary>R9 over the rows: an open run has a row with a due time, a timer, or waits for something outside the fleet.</summary>
internal static class Waits
{
    /// <summary>Longer than any queue wait, lease, back-off or claim of the simulation.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>What the run lacks; null where it is awaited or awaits.</summary>
    public static string? Missing(MemoryRun run, MemoryStore store, DateTimeOffset now) => run.Facts switch
    {
        { IsOpen: false } => null,
        { Deadline: not null, WakeAt: null } => "has a deadline and no timer",
        { State: RunState.Queued } or { State: RunState.Paused } => null,
        { State: RunState.Waiting, Wait: { } wait } facts => Wait(run, wait, facts),
        { Group: { } group } => Group(run, group, store, now),
        _ => "awaits nothing",
    };

    private static string? Wait(MemoryRun run, Wait wait, RunFacts facts)
    {
        if (wait.Until is { } until && !(facts.WakeAt <= until)) return "wakes after its wait";
        if (wait.Kind == WaitKind.Timer && facts.WakeAt is null) return "sleeps without a timer";
        return wait.Kind == WaitKind.Signal && run.Signals.Exists(s => s.TakenAt is null && s.Name == wait.Text) ? "waits for a signal it has" : null;
    }

    private static string? Group(MemoryRun run, StepGroup group, MemoryStore store, DateTimeOffset now)
    {
        var under = run.OpenRows.Where(r => r.Seq >= group.First && r.Seq < group.Next).ToList();
        if (under.Count != group.Open) return $"counts {group.Open} steps under way where there are {under.Count}";
        if (under.Count == 0) return "has no step under way";
        if (run.OpenRows.Count != under.Count + group.End - group.Next) return "has lost a step of its group";
        return under.Select(row => row.Kind == StepKind.Child ? Child(run, row, store) : Step(row, now)).FirstOrDefault(missing => missing is not null);
    }

    private static string? Step(Dispatch row, DateTimeOffset now)
        => row.DueAt is { } due && row.Phase is not (DispatchPhase.Held or DispatchPhase.Child) && due < now + Longest ? null : $"nobody looks at its step {row.Seq} ({row.Phase}, due {row.DueAt:T})";

    private static string? Child(MemoryRun run, Dispatch row, MemoryStore store)
    {
        if (row.Phase != DispatchPhase.Child) return $"its child {row.Seq} is {row.Phase}";
        var child = store[row.ChildRunId!.Value]?.Facts;
        if (child is { IsOpen: true } or { State: RunState.Parked }) return null;
        var messages = store.Outbox.Select(m => OutboxMessages.Load(m).Message);
        var onItsWay = child is null
            ? messages.OfType<SubmitChild>().Any(m => m.Run.RunId == row.ChildRunId && m.ParentRunId == run.Facts.RunId)
            : messages.OfType<ChildEnded>().Any(m => m.ChildRunId == row.ChildRunId);
        return onItsWay ? null : child is null ? $"nobody will start its child {row.Seq}" : $"nobody will tell it that its child {row.Seq} has {child.State}";
    }
}
