using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Mapping;

internal static class RunMapping
{
    public static RunFacts ToFacts(this RunEntity run) => new()
    {
        RunId = run.Id,
        Tenant = run.Tenant,
        Agent = run.Agent,
        Key = run.Key,
        Tags = TagsOf(run.Tags),
        SubmissionHash = run.SubmissionHash,
        State = run.State,
        Version = run.Version,
        Input = new(run.Input),
        Document = new(run.Document),
        StateVersion = run.StateVersion,
        Result = new(run.Result),
        Error = ErrorMapping.Of(run.ErrorType, run.ErrorMessage),
        Pinned = run.Pinned,
        Seq = run.Seq,
        Step = run.Step,
        Group = GroupOf(run),
        Wait = WaitOf(run),
        Deadline = run.Deadline,
        WakeAt = run.WakeAt,
        KeptSignals = run.KeptSignals,
        SignalsTaken = run.SignalsTaken,
        Loop = LoopMapping.LoopOf(run.Loop),
        ParentRunId = run.ParentRunId,
        ParentSeq = run.ParentSeq,
        Depth = run.Depth,
        Trace = run.Trace,
        CreatedAt = run.CreatedAt,
        UpdatedAt = run.UpdatedAt,
    };

    public static string? TextOf(IReadOnlyDictionary<string, string>? tags) => tags is null ? null : Json.Of(tags).Text;

    public static IReadOnlyDictionary<string, string>? TagsOf(string? text) => text is null ? null : new Json(text).As<Dictionary<string, string>>();

    private static StepGroup? GroupOf(RunEntity run) => run.GroupKind is not { } kind ? null : new()
    {
        Kind = kind,
        First = run.GroupFirst ?? 0,
        Count = run.GroupCount ?? 0,
        Next = run.GroupNext ?? 0,
        Done = run.GroupDone ?? 0,
        Failed = run.GroupFailed ?? 0,
        MaxParallel = run.GroupMaxParallel ?? 0,
        Join = run.GroupJoin,
        Tolerate = run.GroupTolerate ?? false,
        ChildAgent = run.GroupChildAgent,
    };

    private static Wait? WaitOf(RunEntity run) => run.WaitKind is not { } kind ? null : new()
    {
        Kind = kind,
        Then = run.WaitThen ?? "",
        Text = run.WaitText,
        RequestId = run.WaitRequestId,
        Until = run.WaitUntil,
    };
}
