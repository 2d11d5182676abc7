using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>Fan-outs and children: how many are under way, who is released next, when the join comes.</summary>
internal static class Groups
{
    public static Decision FanOut(RunFacts run, Moment moment, Continuation.FanOut fan) => Open(run, moment, fan.Items, new StepGroup
    {
        Kind = StepKind.Item,
        First = run.Seq + 1,
        Count = fan.Items.Count,
        Next = run.Seq + 1,
        MaxParallel = fan.MaxParallel,
        Join = fan.Join,
        Tolerate = fan.Tolerate,
    }, fan.Name);

    public static Decision Children(RunFacts run, Moment moment, Continuation.Children children) => Open(Shared(run, children.Inputs.Count), moment, children.Inputs, new StepGroup
    {
        Kind = StepKind.Child,
        First = run.Seq + 1,
        Count = children.Inputs.Count,
        Next = run.Seq + 1,
        MaxParallel = children.MaxParallel,
        Join = children.Join,
        Tolerate = children.Tolerate,
        ChildAgent = children.Agent,
    }, children.Agent);

    /// <summary>A step of the group has ended, well or (tolerated) badly: the next is released, or the join follows.</summary>
    public static Decision Ended(RunFacts run, Found found, Dispatch closed, Moment moment)
    {
        var ok = closed.Outcome == DispatchOutcome.Ok;
        var group = run.Group! with { Done = run.Group.Done + (ok ? 1 : 0), Failed = run.Group.Failed + (ok ? 0 : 1) };
        var after = Calling.Less(run with { Group = group }, closed);
        if (group.IsOver)
        {
            var join = Budgets.Reached(after) is { } spent
                ? Endings.Failed(after, moment, spent)
                : Joined(after, group, moment);
            return join with { ChangedRows = [closed, .. join.ChangedRows] };
        }

        var released = Release(Calling.Placed(after), found.Row, moment);
        return released with { ChangedRows = [closed, .. released.ChangedRows] };
    }

    public static Decision Joined(RunFacts run, StepGroup group, Moment moment)
        => Steps.GoOn(run, moment, group.Join!, Json.None, Arrival.Joined, group.First, group.Count);

    /// <summary>Releases held rows up to the group's width. While the run is paused, none.</summary>
    public static Decision Release(RunFacts run, Func<int, Dispatch?> rowOf, Moment moment)
    {
        var group = run.Group!;
        List<Dispatch> rows = [];
        List<(Route, object)> messages = [];
        while (run.State != RunState.Paused && group.Next < group.End && group.Open < Width(group, moment)
               && rowOf(group.Next) is { IsOpen: true } row)
        {
            rows.Add(Steps.Released(run, moment, row));
            if (group.Kind == StepKind.Child) messages.Add(Steps.StartChild(run, group, row));
            group = group with { Next = group.Next + 1 };
        }

        return new Decision { Run = run with { Group = group }, ChangedRows = rows, Messages = messages };
    }

    private static Decision Open(RunFacts run, Moment moment, IReadOnlyList<Json> parts, StepGroup group, string name)
    {
        if (parts.Count == 0) return Steps.GoOn(run, moment, group.Join!, Json.None, Arrival.Joined, group.First, 0);

        var paused = run.State == RunState.Paused;
        var width = paused ? 0 : Math.Min(Width(group, moment), parts.Count);
        var rows = new List<Dispatch>(parts.Count);
        List<(Route, object)> messages = [];
        for (var i = 0; i < parts.Count; i++)
        {
            var row = Steps.Row(run, moment, group.First + i, group.Kind, name, parts[i]);
            if (group.Kind == StepKind.Child) row = row with { ChildRunId = MessageIds.OfChild(run.RunId, row.Seq, row.Attempt) };
            if (i < width && group.Kind == StepKind.Child) messages.Add(Steps.StartChild(run, group, row));
            rows.Add(i < width ? row : Steps.Held(row));
        }

        return new Decision
        {
            Run = run with
            {
                State = paused ? RunState.Paused : group.Kind == StepKind.Child ? RunState.Waiting : RunState.Running,
                Seq = group.End - 1,
                Step = name,
                Group = group with { Next = group.First + width },
                Wait = null,
            },
            NewRows = rows,
            Messages = messages,
            Detail = $"{parts.Count} × {name}, {width} at once",
        };
    }

    /// <summary>What each of so many children may spend is decided when they are started.</summary>
    public static RunFacts Shared(RunFacts run, int children) => run.Loop is { } loop ? run with { Loop = loop with { Share = Budgets.Share(run, children) } } : run;

    private static int Width(StepGroup group, Moment moment) => group.MaxParallel > 0 ? group.MaxParallel : moment.Limits.MaxParallel;
}
