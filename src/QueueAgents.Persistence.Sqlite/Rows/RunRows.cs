using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.Sqlite.Wire;

namespace QueueAgents.Persistence.Sqlite.Rows;

internal static class RunRows
{
    public static RunFacts Read(Fields f) => new()
    {
        RunId = f.Guid(),
        Tenant = f.Text(),
        Agent = f.Text(),
        Key = f.MaybeText(),
        Tags = RunMapping.TagsOf(f.MaybeText()),
        SubmissionHash = f.Text(),
        State = (RunState)f.Int(),
        Version = f.Int(),
        Input = f.Json(),
        Document = f.Json(),
        StateVersion = f.Int(),
        Result = f.Json(),
        Error = ErrorMapping.Of(f.MaybeText(), f.MaybeText()),
        Pinned = f.Bool(),
        Seq = f.Int(),
        Step = f.MaybeText(),
        Group = Group(f),
        Wait = Wait(f),
        Deadline = f.MaybeMoment(),
        WakeAt = f.MaybeMoment(),
        KeptSignals = f.Int(),
        SignalsTaken = f.Int(),
        Loop = LoopMapping.LoopOf(f.MaybeText()),
        ParentRunId = f.MaybeGuid(),
        ParentSeq = f.Int(),
        Depth = f.Int(),
        Trace = f.MaybeText(),
        CreatedAt = f.Moment(),
        UpdatedAt = f.Moment(),
    };

    /// <summary>For <see cref="Sql.RunSql.Insert"/>.</summary>
    public static object?[] ForInsert(RunFacts run) =>
    [
        run.RunId, run.Tenant, run.Agent, run.Key, RunMapping.TextOf(run.Tags), run.SubmissionHash, run.State, run.Version, run.Input, run.Document,
        run.StateVersion, run.Result, run.Error?.Type, run.Error?.Message, run.Pinned, run.Seq, run.Step,
        run.Group?.Kind, run.Group?.First, run.Group?.Count, run.Group?.Next, run.Group?.Done, run.Group?.Failed, run.Group?.MaxParallel,
        run.Group?.Join, run.Group?.Tolerate, run.Group?.ChildAgent,
        run.Wait?.Kind, run.Wait?.Then, run.Wait?.Text, run.Wait?.RequestId, run.Wait?.Until,
        run.Deadline, run.WakeAt, run.KeptSignals, run.SignalsTaken, LoopMapping.TextOf(run.Loop), run.ParentRunId, run.ParentSeq, run.Depth, run.Trace,
        run.CreatedAt, run.UpdatedAt,
    ];

    /// <summary>For <see cref="Sql.RunSql.Update"/>.</summary>
    public static object?[] ForUpdate(RunChange change)
    {
        var run = change.Run;
        return
        [
            run.RunId, change.ExpectedVersion, change.Transitions[0].To,
            run.Version, run.State, change.DocumentChanged, change.DocumentChanged ? run.Document : Json.None, run.StateVersion, run.Result,
            run.Error?.Type, run.Error?.Message, run.Pinned, run.Seq, run.Step,
            run.Group?.Kind, run.Group?.First, run.Group?.Count, run.Group?.Next, run.Group?.Done, run.Group?.Failed, run.Group?.MaxParallel,
            run.Group?.Join, run.Group?.Tolerate, run.Group?.ChildAgent,
            run.Wait?.Kind, run.Wait?.Then, run.Wait?.Text, run.Wait?.RequestId, run.Wait?.Until,
            run.Deadline, run.WakeAt, run.KeptSignals, run.SignalsTaken, LoopMapping.TextOf(run.Loop), run.UpdatedAt,
        ];
    }

    /// <summary>For <see cref="Sql.RunSql.InsertTransition"/>.</summary>
    public static object?[] ForInsert(Transition t) =>
    [
        t.RunId, t.Version, t.From, t.To, t.Event, t.Detail, t.Seq, t.Attempt, t.Step, t.Worker, t.By, t.CommandId, t.TraceId, t.At, t.Took,
        LoopMapping.TextOf(t.Usage), t.StateVersion, t.ReverseDiff,
    ];

    private static StepGroup? Group(Fields f)
    {
        if (f.MaybeInt() is not { } kind)
        {
            f.Skip(9);
            return null;
        }

        return new()
        {
            Kind = (StepKind)kind,
            First = f.Int(),
            Count = f.Int(),
            Next = f.Int(),
            Done = f.Int(),
            Failed = f.Int(),
            MaxParallel = f.Int(),
            Join = f.MaybeText(),
            Tolerate = f.Bool(),
            ChildAgent = f.MaybeText(),
        };
    }

    private static Wait? Wait(Fields f)
    {
        if (f.MaybeInt() is not { } kind)
        {
            f.Skip(4);
            return null;
        }

        return new()
        {
            Kind = (WaitKind)kind,
            Then = f.Text(),
            Text = f.MaybeText(),
            RequestId = f.MaybeGuid(),
            Until = f.MaybeMoment(),
        };
    }
}
