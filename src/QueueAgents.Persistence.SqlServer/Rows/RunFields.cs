using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.SqlServer.Wire;

namespace QueueAgents.Persistence.SqlServer.Rows;

/// <summary>Reads <see cref="Sql.RunColumns.All"/>, in that order.</summary>
internal static class RunFields
{
    public static RunFacts Read(ref Fields f) => new()
    {
        RunId = f.Of<Guid>(),
        Tenant = f.Key(),
        Agent = f.Key(),
        Key = f.MaybeKey(),
        Tags = RunMapping.TagsOf(f.MaybeText()),
        SubmissionHash = f.Text(),
        State = (RunState)f.Short(),
        Version = f.Int(),
        Input = f.Json(),
        Document = f.Json(),
        StateVersion = f.Int(),
        Result = f.Json(),
        Error = ErrorMapping.Of(f.MaybeText(), f.MaybeText()),
        Pinned = f.Of<bool>(),
        Seq = f.Int(),
        Step = f.MaybeText(),
        Group = Group(ref f),
        Wait = Wait(ref f),
        Deadline = f.Maybe<DateTimeOffset>(),
        WakeAt = f.Maybe<DateTimeOffset>(),
        KeptSignals = f.Int(),
        SignalsTaken = f.Int(),
        Loop = LoopMapping.LoopOf(f.MaybeText()),
        ParentRunId = f.Maybe<Guid>(),
        ParentSeq = f.Int(),
        Depth = f.Int(),
        Trace = f.MaybeText(),
        CreatedAt = f.Of<DateTimeOffset>(),
        UpdatedAt = f.Of<DateTimeOffset>(),
    };

    private static StepGroup? Group(ref Fields f)
    {
        if (f.Maybe<short>() is not { } kind)
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
            Tolerate = f.Of<bool>(),
            ChildAgent = f.MaybeText(),
        };
    }

    private static Wait? Wait(ref Fields f)
    {
        if (f.Maybe<short>() is not { } kind)
        {
            f.Skip(4);
            return null;
        }

        return new()
        {
            Kind = (WaitKind)kind,
            Then = f.Text(),
            Text = f.MaybeText(),
            RequestId = f.Maybe<Guid>(),
            Until = f.Maybe<DateTimeOffset>(),
        };
    }
}
