using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Http.Words;

/// <summary>What a run is doing now, since when, what will wake it, or what went wrong: in one sentence, without the state's name.</summary>
internal static class Sentence
{
    /// <param name="run">The run.</param>
    /// <param name="now">The moment it is read.</param>
    public static string Of(RunFacts run, DateTimeOffset now) => run.State switch
    {
        RunState.Queued => $"no worker has announced the agent '{run.Agent}' yet",
        RunState.Running => Calls(run) ?? Group(run) ?? $"at step {run.Seq}, {run.Step}",
        RunState.Waiting => Wait(run, now),
        RunState.Paused => Group(run) is { } group ? $"by an operator; {group}" : "by an operator",
        RunState.Completed => $"in {Times.Length(run.UpdatedAt - run.CreatedAt)}",
        RunState.Cancelled when run.Error?.Message is { Length: > 0 } reason => reason,
        RunState.Cancelled => $"after {Times.Length(run.UpdatedAt - run.CreatedAt)}",
        RunState.Failed or RunState.Parked => run.Error is { } error ? $"{error.Type}: {error.Message}" : "",
        _ => "",
    };

    /// <summary>"2 of 5 calls done, 1 to be answered"; null where the run is not in the calls of a turn.</summary>
    private static string? Calls(RunFacts run)
    {
        if (run is not { Loop: { } loop, Group: { Kind: StepKind.Item } group }) return null;
        var asked = loop.Asked > 0 ? $", {loop.Asked} to be answered" : "";
        return $"{group.Done + group.Failed} of {group.Count} calls done{asked}";
    }

    /// <summary>"12 of 40 steps done, 16 under way, 1 failed"; null where the run is not in a fan-out.</summary>
    public static string? Group(RunFacts run)
    {
        if (run.Group is not { Kind: not (StepKind.First or StepKind.Sequential) } group) return null;
        var noun = group.Kind == StepKind.Child ? "child runs" : "steps";
        var failed = group.Failed > 0 ? $", {group.Failed} failed" : "";
        return $"{group.Done} of {group.Count} {noun} done, {group.Open} under way{failed}";
    }

    private static string Wait(RunFacts run, DateTimeOffset now) => run.Wait switch
    {
        { Kind: WaitKind.Timer, Until: { } until } => $"until {Times.Moment(until)}{In(until, now)}",
        { Kind: WaitKind.Signal } wait => $"for the signal '{wait.Text}'{Limit(wait, now)}",
        { Kind: WaitKind.Answer } wait => $"for an answer to “{wait.Text}”{Limit(wait, now)}",
        _ when run.Loop is { Asked: > 0 } => $"for answers: {Calls(run)}",
        _ => (Calls(run) ?? Group(run)) is { } group ? $"for its children: {group}" : "",
    };

    private static string In(DateTimeOffset until, DateTimeOffset now) => until > now ? $", {Times.Length(until - now)} from now" : "";

    private static string Limit(Wait wait, DateTimeOffset now) => wait.Until is { } until && until > now ? $", for {Times.Length(until - now)} more" : "";
}
