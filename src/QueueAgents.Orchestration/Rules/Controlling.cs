using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>What people and other services may order: cancel, pause, resume, retry.</summary>
internal static class Controlling
{
    public static Decision Cancel(RunFacts run, Found found, CancelRun cancel, Moment moment)
        => Awaiting.Unfit(run, cancel.IfVersion) ?? Endings.Cancelled(run, cancel.Reason) with { By = cancel.By, Detail = cancel.Reason };

    /// <summary>Group and wait stay as they are; nothing is released until Resume.</summary>
    public static Decision Pause(RunFacts run, Found found, PauseRun pause, Moment moment)
        => Awaiting.Unfit(run, pause.IfVersion) ?? new Decision { Run = run with { State = RunState.Paused }, By = pause.By };

    public static Decision Resume(RunFacts run, Found found, ResumeRun resume, Moment moment)
        => Awaiting.Unfit(run, resume.IfVersion) ?? Continued(run, found, moment) with { By = resume.By };

    /// <summary>From Failed or Parked: the same steps again, each with a new attempt. A deadline that has passed is dropped. // R5</summary>
    public static Decision Retry(RunFacts run, Found found, RetryRun retry, Moment moment)
    {
        if (Awaiting.Unfit(run, retry.IfVersion) is { } stale) return stale;
        var revived = Budgets.Again(run, moment) with { Error = null, Deadline = run.Deadline <= moment.Now ? null : run.Deadline };
        return (revived switch
        {
            { Wait: { } wait } => Awaited(revived, wait, found, moment),
            { Group: { } group } => Repeated(revived, group, found, moment),
            _ => Submitting.Begin(revived, moment),
        }) with { By = retry.By };
    }

    public static Decision Already<T>(RunFacts run, Found found, T command, Moment moment) => Decision.Already(run);

    public static Decision WrongState<T>(RunFacts run, Found found, T command, Moment moment)
        => Decision.Reject(run.RunId, Rejections.WrongState, $"The run is {run.State}.");

    public static Decision NotFound<T>(RunFacts run, Found found, T command, Moment moment)
        => Decision.Reject(run.RunId, Rejections.NotFound, "There is no such run.");

    public static Decision Stale<T>(RunFacts run, Found found, T message, Moment moment) => Decision.Ignore("stale"); // R3

    public static Decision Nothing<T>(RunFacts run, Found found, T message, Moment moment) => Decision.Ignore("nothing-to-do");

    private static Decision Continued(RunFacts run, Found found, Moment moment)
    {
        if (run.Wait is { } wait) return Awaited(run, wait, found, moment);
        if (run.Group is not { } group) return Submitting.Begin(run with { State = RunState.Queued }, moment);
        var running = run with { State = group.Kind == StepKind.Child ? RunState.Waiting : RunState.Running };
        var held = found.OpenRows.Where(r => r.Seq >= group.First && r.Seq < group.Next && r.Phase == DispatchPhase.Held)
            .OrderBy(r => r.Seq).Select(r => Steps.Released(running, moment, r)).ToList();
        var counted = Calling.Counted(running, found.OpenRows.Where(r => r.Seq >= group.First && r.Seq < group.End && held.TrueForAll(h => h.Seq != r.Seq)).Concat(held));
        var more = Groups.Release(counted, found.Row, moment);
        return more with { ChangedRows = [.. held, .. more.ChangedRows], Messages = [.. Calling.Told(counted, held), .. more.Messages] };
    }

    /// <summary>Waits on; a signal that came while the run stood still is taken at once.</summary>
    private static Decision Awaited(RunFacts run, Wait wait, Found found, Moment moment)
    {
        var waiting = run with { State = RunState.Waiting };
        return wait.Kind == WaitKind.Signal && found.FirstKept(wait.Text!) is not null
            ? Awaiting.Met(waiting, found, moment, wait)
            : new Decision { Run = waiting };
    }

    private static Decision Repeated(RunFacts run, StepGroup group, Found found, Moment moment)
    {
        if (group.IsOver) return Groups.Joined(run with { State = RunState.Running }, group, moment);
        var again = run with { State = group.Kind == StepKind.Child ? RunState.Waiting : RunState.Running };
        // Failures the group has counted were tolerated and are over: repeating them all at once would burst the group's width.
        var over = found.Unfinished(group).Where(r => r.Outcome is DispatchOutcome.Failed or DispatchOutcome.Lost)
            .OrderBy(r => r.EndedAt).Take(group.Failed).Select(r => r.Seq).ToHashSet();
        var rows = found.Unfinished(group).Where(r => !over.Contains(r.Seq))
            .Select(r => Steps.Again(again, moment, r) with { Failures = 0, Lost = 0 })
            .Select(r => r.Seq < group.Next ? r : Steps.Held(r)).ToDictionary(r => r.Seq);
        // All that was under way may have ended while the run was paused: then only what is released now goes on. // R9
        var released = Groups.Release(again, rows.GetValueOrDefault, moment);
        foreach (var row in released.ChangedRows) rows[row.Seq] = row;
        var counted = Calling.Counted(Groups.Shared(released.Run!, rows.Values.Count(r => r.Kind == StepKind.Child)), rows.Values);
        return new Decision
        {
            Run = counted,
            NewRows = [.. rows.Values],
            Messages = Calling.Told(counted, rows.Values),
            Step = run.Step,
            Seq = rows.Count == 1 ? rows.Values.First().Seq : 0,
            Attempt = rows.Count == 1 ? rows.Values.First().Attempt : 0,
            Detail = $"{rows.Count} to do again",
        };
    }
}
