using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.History;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Http.Views;

/// <summary>One row of a run's history.</summary>
internal sealed record TransitionView
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The run's version after it.</summary>
    public required int Version { get; init; }

    /// <summary>The state before; <c>none</c> of the first.</summary>
    public required RunState From { get; init; }

    /// <summary>The state after.</summary>
    public required RunState To { get; init; }

    /// <summary>What happened.</summary>
    public required string Event { get; init; }

    /// <summary>More about it, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The step it is about.</summary>
    public string? Step { get; init; }

    /// <summary>That step's number in the run; absent where it is about no step.</summary>
    public int? Seq { get; init; }

    /// <summary>That step's attempt, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>The worker whose outcome this is.</summary>
    public string? Worker { get; init; }

    /// <summary>Who ordered it.</summary>
    public string? By { get; init; }

    /// <summary>The trace it belongs to, where traces are on.</summary>
    public string? TraceId { get; init; }

    /// <summary>How long the step took on its worker, in milliseconds.</summary>
    public double? TookMs { get; init; }

    /// <summary>True: the agent's document changed with it.</summary>
    public bool ChangedState { get; init; }

    /// <summary>What the step's model cost.</summary>
    public Usage? Usage { get; init; }

    /// <summary>When it was committed, by the clock of the database.</summary>
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

/// <summary>One attempt of one step.</summary>
internal sealed record AttemptView
{
    // R3: its nonce is a secret and is not in it.

    /// <summary>The step's number in the run, from 1.</summary>
    public required int Seq { get; init; }

    /// <summary>From 1; each attempt of a step is a row.</summary>
    public required int Attempt { get; init; }

    /// <summary>The name of the step.</summary>
    public required string Step { get; init; }

    /// <summary>What kind of step it is.</summary>
    public required StepKind Kind { get; init; }

    /// <summary><c>held</c>, <c>dispatched</c>, <c>unserved</c>, <c>leased</c>, <c>child</c>, <c>asked</c>; once it has ended <c>ok</c>, <c>failed</c>, <c>lost</c>, <c>superseded</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Who runs it, or ran it.</summary>
    public string? Worker { get; init; }

    /// <summary>The child run it stands for.</summary>
    public Guid? ChildRunId { get; init; }

    /// <summary>What a part of a fan-out, or an arrival, brings.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>What it came to.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed or was lost.</summary>
    public StepError? Error { get; init; }

    /// <summary>How long it took on its worker, in milliseconds.</summary>
    public double? TookMs { get; init; }

    /// <summary>When it was committed, by the clock of the database.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its end was committed; absent while it is open.</summary>
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
