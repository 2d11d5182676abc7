using System.Text.Json;
using QueueAgents.Http.Words;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Http.Views;

/// <summary>A run as programs read it. Fields are added to it, never changed or removed.</summary>
internal sealed record RunView
{
    /// <summary>The id by which every address names it.</summary>
    public required Guid Id { get; init; }

    /// <summary>The agent it is a run of.</summary>
    public required string Agent { get; init; }

    /// <summary>Whose it is; <c>default</c> where nobody was named.</summary>
    public required string Tenant { get; init; }

    /// <summary>The submitter's own key, if there was one.</summary>
    public string? Key { get; init; }

    /// <summary>Labels it was submitted with; absent where there are none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Where it stands; completed and cancelled runs do not move again.</summary>
    public required RunState State { get; init; }

    /// <summary>Counts its transitions from 1; its ETag.</summary>
    public required int Version { get; init; }

    /// <summary>What it is doing, for a person; its wording may change.</summary>
    public required string Summary { get; init; }

    /// <summary>True: an attempt of it finds no worker.</summary>
    public bool Unserved { get; init; }

    /// <summary>The agent's state version its document is written in.</summary>
    public required int StateVersion { get; init; }

    /// <summary>The step it is at, and its number.</summary>
    public string? Step { get; init; }
    public required int Seq { get; init; }

    /// <summary>How far its fan-out or its children have come; absent where it has none.</summary>
    public ProgressView? Progress { get; init; }

    /// <summary>What it waits for; absent where it does not wait.</summary>
    public WaitView? Wait { get; init; }

    /// <summary>What its models have cost so far, its children's among them; and what they may cost.</summary>
    public SpentView? Spent { get; init; }
    public Budget? Budget { get; init; }

    /// <summary>How many calls wait for a person: see its requests.</summary>
    public int? Asked { get; init; }

    /// <summary>How many items its transcript has.</summary>
    public int? Items { get; init; }

    /// <summary>As it was submitted; not in lists.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>The agent's own state after the last step; not in lists.</summary>
    public JsonElement? Document { get; init; }

    /// <summary>Once it is completed; not in lists.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed or is parked.</summary>
    public StepError? Error { get; init; }

    /// <summary>Signals that came before anybody waited for them; absent where there are none.</summary>
    public int? KeptSignals { get; init; }

    /// <summary>True: only workers of the state version it began with take it.</summary>
    public bool Pinned { get; init; }

    /// <summary>The run and the step that started it; absent where somebody submitted it.</summary>
    public ParentView? Parent { get; init; }

    /// <summary>When it fails, wherever it is.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>When it was accepted, by the clock of the database.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static RunView Of(RunFacts run, DateTimeOffset now, bool unserved = false) => new()
    {
        Id = run.RunId,
        Agent = run.Agent,
        Tenant = run.Tenant,
        Key = run.Key,
        Tags = run.Tags is { Count: > 0 } ? run.Tags : null,
        State = run.State,
        Version = run.Version,
        Summary = Sentence.Of(run, now),
        Unserved = unserved,
        StateVersion = run.StateVersion,
        Step = run.Step,
        Seq = run.Seq,
        Progress = run.Group is { Join: not null } group ? new(group.Count, group.Done, group.Failed, group.Open) : null,
        Wait = run.Wait is { } wait ? WaitView.Of(wait) : null,
        Spent = run.Loop is { Spent: var spent } ? new(spent.Turns, spent.Tokens, spent.Cost) : null,
        Budget = run.Loop?.Budget,
        Asked = run.Loop is { Asked: > 0 and var asked } && run.IsOpen ? asked : null,
        Items = run.Loop is { Items: > 0 and var items } ? items : null,
        Input = JsonText.Part(run.Input),
        Document = JsonText.Part(run.Document),
        Result = JsonText.Part(run.Result),
        Error = run.Error,
        KeptSignals = run.KeptSignals > 0 ? run.KeptSignals : null,
        Pinned = run.Pinned,
        Parent = run.ParentRunId is { } parent ? new(parent, run.ParentSeq) : null,
        Deadline = run.Deadline,
        CreatedAt = run.CreatedAt,
        UpdatedAt = run.UpdatedAt,
    };
}

/// <summary>How far a fan-out, or a run's children, have come.</summary>
internal sealed record ProgressView(int Total, int Done, int Failed, int AtWork);

/// <param name="Turns">Calls of a model.</param>
/// <param name="Tokens">Input and output together.</param>
/// <param name="Cost">In the currency of the price table, as far as it is known.</param>
internal sealed record SpentView(int Turns, long Tokens, decimal Cost);

internal sealed record ParentView(Guid RunId, int Seq);

/// <summary>What a run waits for: <c>answer</c>, <c>signal</c> or <c>timer</c>.</summary>
internal sealed record WaitView(string Kind, string? Signal, string? Question, Guid? RequestId, string Then, DateTimeOffset? Until)
{
    public static WaitView Of(Wait wait) => new(
        wait.Kind switch { WaitKind.Answer => "answer", WaitKind.Signal => "signal", _ => "timer" },
        wait.Kind == WaitKind.Signal ? wait.Text : null,
        wait.Kind == WaitKind.Answer ? wait.Text : null,
        wait.RequestId,
        wait.Then,
        wait.Until);
}
