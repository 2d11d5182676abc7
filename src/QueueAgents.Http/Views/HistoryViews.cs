using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.History;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Http.Views;

/// <summary>One row of a run's history.</summary>
internal sealed record TransitionView
{
    public required Guid RunId { get; init; }
    public required int Version { get; init; }
    public required RunState From { get; init; }
    public required RunState To { get; init; }
    public required string Event { get; init; }
    public string? Detail { get; init; }
    public string? Step { get; init; }
    public int? Seq { get; init; }
    public int? Attempt { get; init; }
    public string? Worker { get; init; }
    public string? By { get; init; }
    public string? TraceId { get; init; }
    public double? TookMs { get; init; }
    public bool ChangedState { get; init; }

    /// <summary>What the step's model cost.</summary>
    public Usage? Usage { get; init; }
    public required DateTimeOffset At { get; init; }

    public static TransitionView Of(Transition transition) => new()
    {
        RunId = transition.RunId,
        Version = transition.Version,
        From = transition.From,
        To = transition.To,
        Event = transition.Event,
        Detail = transition.Detail,
        Step = transition.Step,
        Seq = transition.Seq > 0 ? transition.Seq : null,
        Attempt = transition.Attempt > 0 ? transition.Attempt : null,
        Worker = transition.Worker,
        By = transition.By,
        TraceId = transition.TraceId,
        TookMs = transition.Took?.TotalMilliseconds,
        ChangedState = transition.ReverseDiff is not null,
        Usage = transition.Usage,
        At = transition.At,
    };
}

/// <summary>One attempt of one step. Its nonce is a secret and is not in it. // R3</summary>
internal sealed record AttemptView
{
    public required int Seq { get; init; }
    public required int Attempt { get; init; }
    public required string Step { get; init; }
    public required StepKind Kind { get; init; }

    /// <summary><c>held</c>, <c>dispatched</c>, <c>unserved</c>, <c>leased</c>, <c>child</c>, <c>asked</c>; once it has ended <c>ok</c>, <c>failed</c>, <c>lost</c>, <c>superseded</c>.</summary>
    public required string Status { get; init; }
    public string? Worker { get; init; }
    public Guid? ChildRunId { get; init; }
    public JsonElement? Input { get; init; }
    public JsonElement? Result { get; init; }
    public StepError? Error { get; init; }
    public double? TookMs { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public static AttemptView Of(Dispatch row) => new()
    {
        Seq = row.Seq,
        Attempt = row.Attempt,
        Step = row.Step,
        Kind = row.Kind,
        Status = StatusOf(row),
        Worker = row.Worker ?? row.Owner,
        ChildRunId = row.ChildRunId,
        Input = JsonText.Part(row.Input),
        Result = JsonText.Part(row.Result),
        Error = row.Error,
        TookMs = row.Took?.TotalMilliseconds,
        CreatedAt = row.CreatedAt,
        EndedAt = row.EndedAt,
    };

    private static string StatusOf(Dispatch row) => row switch
    {
        { Outcome: { } outcome } => outcome switch
        {
            DispatchOutcome.Ok => "ok",
            DispatchOutcome.Failed => "failed",
            DispatchOutcome.Lost => "lost",
            _ => "superseded",
        },
        { Phase: DispatchPhase.Held } => "held",
        { Phase: DispatchPhase.Unserved } => "unserved",
        { Phase: DispatchPhase.Leased } => "leased",
        { Phase: DispatchPhase.Child } => "child",
        { Phase: DispatchPhase.Asked } => "asked",
        _ => "dispatched",
    };
}

/// <summary>A run with all its steps and its history.</summary>
internal sealed record RunHistoryView(RunView Run, IReadOnlyList<AttemptView> Attempts, IReadOnlyList<TransitionView> Transitions);

/// <summary>What changed in a run's document between two of its versions: an RFC 6902 patch.</summary>
internal sealed record DiffView(Guid RunId, int From, int To, JsonElement Patch)
{
    private const string NoChange = "[]";

    /// <param name="before">The document after <paramref name="from"/>; null where there was none.</param>
    /// <param name="after">The document after <paramref name="to"/>.</param>
    public static DiffView Of(Guid runId, int from, string? before, int to, string? after)
    {
        using var patch = JsonDocument.Parse(JsonDiff.Diff(before, after) ?? NoChange);
        return new(runId, from, to, patch.RootElement.Clone());
    }
}

/// <summary>A run's document after a transition.</summary>
/// <param name="StateVersion">The agent's state version it is written in.</param>
/// <param name="Document">Absent where there was none yet.</param>
internal sealed record StateView(Guid RunId, int Version, int StateVersion, JsonElement? Document);
