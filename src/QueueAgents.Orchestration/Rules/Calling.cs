using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>What a model asked for in one turn: each call is a row, and the next turn is their join.</summary>
internal static class Calling
{
    /// <summary>All calls at once: those that need nobody go to workers while others wait for a person. Refused ones are over already.</summary>
    public static Decision Open(RunFacts run, Moment moment, Continuation.Calls calls)
    {
        var (first, count) = (run.Seq + 1, calls.Parts.Count);
        var ready = run with { Loop = (run.Loop ?? LoopFacts.None) with { Share = Budgets.Share(run, calls.Parts.Count(c => c.Child)) } };
        var rows = calls.Parts.Select((call, i) => Row(ready, moment, first + i, call)).ToList();
        var opened = Counted(ready with
        {
            Seq = first + count - 1,
            Step = count == 1 ? calls.Parts[0].Step : $"{count} calls",
            Wait = null,
            Group = new StepGroup
            {
                Kind = StepKind.Item,
                First = first,
                Count = count,
                Next = first + count,
                Failed = rows.Count(r => !r.IsOpen),
                MaxParallel = count,
                Join = calls.Join,
                Tolerate = true,
            },
        }, rows);

        // No turn could hear what they came to: none is made, and Retry makes them.
        if (Budgets.Reached(run) is { } spent)
        {
            var failed = Endings.Failed(Counted(opened, []), moment, spent);
            return failed with { NewRows = [.. rows.Select(r => r.IsOpen ? Steps.Closed(r, moment, DispatchOutcome.Superseded) : r)] };
        }

        if (opened.Group!.IsOver)
        {
            var join = Steps.GoOn(opened, moment, calls.Join, Json.None, Arrival.Joined, first, count);
            return join with { NewRows = [.. rows, .. join.NewRows] };
        }

        return new Decision
        {
            Run = opened,
            NewRows = rows,
            Messages = Told(opened, rows),
            Detail = $"calls {string.Join(", ", calls.Parts.Select(c => c.Step).Distinct().Take(5))}{(opened.Loop!.Asked > 0 ? $"; {opened.Loop.Asked} to be answered" : "")}",
        };
    }

    /// <summary>Counts who is waited for, in all open rows of the group, and says by it whether the run waits or works.</summary>
    public static RunFacts Counted(RunFacts run, IEnumerable<Dispatch> rows)
    {
        if (run.Loop is not { } loop || run.Group is not { Kind: StepKind.Item }) return run;
        var open = rows.Where(r => r.IsOpen).ToList();
        return Placed(run with { Loop = loop with { Asked = open.Count(r => r.Phase == DispatchPhase.Asked), Children = open.Count(r => r.Phase == DispatchPhase.Child) } });
    }

    /// <summary>One row of the group less.</summary>
    public static RunFacts Less(RunFacts run, Dispatch closed) => run.Loop is not { } loop || run.Group is not { Kind: StepKind.Item } ? run : run with
    {
        Loop = loop with
        {
            Asked = loop.Asked - (closed.Phase == DispatchPhase.Asked ? 1 : 0),
            Children = loop.Children - (closed.Phase == DispatchPhase.Child ? 1 : 0),
        },
    };

    /// <summary>Waiting where nothing of the group is with a worker; Paused stays.</summary>
    public static RunFacts Placed(RunFacts run) => run with
    {
        State = run.State == RunState.Paused ? RunState.Paused
            : run.Group is { Kind: StepKind.Child } ? RunState.Waiting
            : run is { Loop: { } loop, Group: { Open: > 0 } group } && loop.Asked + loop.Children == group.Open ? RunState.Waiting
            : RunState.Running,
    };

    /// <summary>What leaves with rows that are let go: children begin, and whoever listens hears what is asked.</summary>
    public static IReadOnlyList<(Route, object)> Told(RunFacts run, IEnumerable<Dispatch> rows)
        => [.. rows.Where(r => r.IsOpen).SelectMany<Dispatch, (Route, object)>(row => row.Phase switch
        {
            DispatchPhase.Child => [Steps.StartChild(run, run.Group!, row)],
            DispatchPhase.Asked => [(Route.Publish, Asked(run, row))],
            _ => [],
        })];

    private static Dispatch Row(RunFacts run, Moment moment, int seq, Call call)
    {
        var row = Steps.Row(run, moment, seq, call.Child ? StepKind.Child : StepKind.Item, call.Step, call.Input);
        if (call.Refused is { } refused) return Steps.Closed(row, moment, DispatchOutcome.Failed) with { Phase = DispatchPhase.Held, Error = refused };
        if (call.Child) row = row with { ChildRunId = MessageIds.OfChild(run.RunId, seq, row.Attempt) };
        if (call.Ask is { } ask) row = Steps.Released(run, moment, row with { Request = Request(run, seq, call, ask, moment) });
        return run.State == RunState.Paused ? Steps.Held(row) : row;
    }

    private static StepRequest Request(RunFacts run, int seq, Call call, Ask ask, Moment moment) => new()
    {
        Id = MessageIds.OfRequest(run.RunId, seq, 1),
        Kind = ask.Kind,
        Text = ask.Text,
        Hash = CallHash.Of(call.Step, call.Input),
        Expires = ask.Expires ?? moment.Limits.RequestExpires,
    };

    private static RunWaiting Asked(RunFacts run, Dispatch row) => new()
    {
        RunId = run.RunId,
        Agent = run.Agent,
        Tenant = run.Tenant,
        Key = run.Key,
        Version = run.Version + 1,
        Question = row.Request!.Text,
        Tool = row.Request.Kind == AskKind.Approval ? row.Step : null,
        RequestId = row.Request.Id,
        Until = row.Request.Until,
    };
}
