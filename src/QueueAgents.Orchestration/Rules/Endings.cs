using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>The four ways a run stops, and who is told. Each closes what is still open.</summary>
internal static class Endings
{
    public static Decision Completed(RunFacts run, Json result) => Stop(run with
    {
        State = RunState.Completed,
        Result = result,
        Group = null,
        Wait = null,
    });

    /// <summary>Group and wait stay: Retry goes on from them.</summary>
    public static Decision Failed(RunFacts run, Moment moment, StepError error) => Broken(run, RunState.Failed, error);

    /// <summary>Like failed, but its parent is not told: a person will look at it.</summary>
    public static Decision Parked(RunFacts run, StepError error) => Broken(run, RunState.Parked, error);

    public static Decision Cancelled(RunFacts run, string? reason) => Stop(run with
    {
        State = RunState.Cancelled,
        Error = new StepError { Type = "cancelled", Message = reason ?? "" },
    });

    public static bool HasStopped(RunState state) => state is RunState.Completed or RunState.Failed or RunState.Parked or RunState.Cancelled;

    /// <summary>What subscribers and those who asked are told of a run that has stopped; null while it goes on.</summary>
    public static object? Told(RunFacts run) => run.State switch
    {
        RunState.Completed => new RunCompleted { RunId = run.RunId, Agent = run.Agent, Tenant = run.Tenant, Key = run.Key, Version = run.Version, Result = run.Result },
        RunState.Cancelled => new RunCancelled
        {
            RunId = run.RunId, Agent = run.Agent, Tenant = run.Tenant, Key = run.Key, Version = run.Version,
            Reason = run.Error?.Message is { Length: > 0 } reason ? reason : null,
        },
        RunState.Failed or RunState.Parked => new RunFailed
        {
            RunId = run.RunId, Agent = run.Agent, Tenant = run.Tenant, Key = run.Key, Version = run.Version,
            State = run.State, Error = run.Error ?? new StepError(),
        },
        _ => null,
    };

    private static Decision Broken(RunFacts run, RunState state, StepError error)
    {
        var told = error with { Message = error.Message.Length > 4_000 ? error.Message[..4_000] : error.Message };
        return Stop(run with { State = state, Error = told }) with { Detail = $"{told.Type}: {told.Message}" };
    }

    private static Decision Stop(RunFacts run)
    {
        List<(Route, object)> messages = [(Route.Publish, Told(run with { Version = run.Version + 1 })!)];
        if (run.ParentRunId is { } parent && run.State != RunState.Parked)
        {
            messages.Add((Route.Run, new ChildEnded
            {
                RunId = parent,
                Seq = run.ParentSeq,
                ChildRunId = run.RunId,
                Ok = run.State == RunState.Completed,
                Result = run.Result,
                Error = run.Error,
                Spent = run.Loop?.Spent,
            }));
        }

        if (run.Group?.Kind == StepKind.Child || run.Loop is { Children: > 0 }) messages.Add((Route.Run, new EndChildren { RunId = run.RunId }));
        if (run.Group?.Kind != StepKind.Child && run.State != RunState.Completed) messages.Add((Route.Courtesy, new StepSuperseded { RunId = run.RunId }));
        return new Decision { Run = run, SupersedeOpen = true, Messages = messages };
    }
}
