using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

/// <summary>All that is stored of a run itself. Immutable: a rule answers with another one.</summary>
internal sealed record RunFacts
{
    public required Guid RunId { get; init; }
    public required string Tenant { get; init; }
    public required string Agent { get; init; }
    public string? Key { get; init; }
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Hash of the submission's body: tells "the same again" from "something else under this id".</summary>
    public required string SubmissionHash { get; init; }

    public RunState State { get; init; }

    /// <summary>+1 for every committed transition; guards every write. // R2</summary>
    public int Version { get; init; }

    public Json Input { get; init; }

    /// <summary>The agent's own document and its version. None before the first step has answered; 0 before it was dispatched.</summary>
    public Json Document { get; init; }
    public int StateVersion { get; init; }

    public Json Result { get; init; }
    public StepError? Error { get; init; }
    public bool Pinned { get; init; }

    /// <summary>The last step number given.</summary>
    public int Seq { get; init; }

    /// <summary>The step it is at, by name.</summary>
    public string? Step { get; init; }

    /// <summary>The steps awaited now: one, or a fan-out, or children. Counters only, never a list.</summary>
    public StepGroup? Group { get; init; }

    /// <summary>What it waits for outside its own steps.</summary>
    public Wait? Wait { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The minimum of its timers; null while it has none.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>Signals that came before their wait and are kept.</summary>
    public int KeptSignals { get; init; }

    /// <summary>All signals ever taken, for the limit and their order.</summary>
    public int SignalsTaken { get; init; }

    /// <summary>What only runs of a tool loop have, and runs that one of them has started; null for the others.</summary>
    public LoopFacts? Loop { get; init; }

    public Guid? ParentRunId { get; init; }
    public int ParentSeq { get; init; }
    public int Depth { get; init; }

    /// <summary>W3C trace context of the submission.</summary>
    public string? Trace { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsOpen => State is RunState.Queued or RunState.Running or RunState.Waiting or RunState.Paused;
}

/// <summary>
/// Steps First … First+Count-1. Those before <see cref="Next"/> are released to workers; <c>Released - Done - Failed</c> are under way.
/// A sequential step is a group of one without a join.
/// </summary>
internal sealed record StepGroup
{
    public required StepKind Kind { get; init; }
    public required int First { get; init; }
    public required int Count { get; init; }
    /// <summary>The first step number not released yet.</summary>
    public required int Next { get; init; }
    public int Done { get; init; }
    public int Failed { get; init; }
    public int MaxParallel { get; init; }
    /// <summary>The step that follows when all have ended; null for a sequential step.</summary>
    public string? Join { get; init; }
    /// <summary>A failed item does not fail the run.</summary>
    public bool Tolerate { get; init; }
    /// <summary>For children: the agent they run.</summary>
    public string? ChildAgent { get; init; }

    public int End => First + Count;
    public int Open => Next - First - Done - Failed;
    public bool IsOver => Done + Failed == Count;
}

/// <summary>What a Waiting run waits for, and the step that follows.</summary>
internal sealed record Wait
{
    public required WaitKind Kind { get; init; }
    public required string Then { get; init; }
    /// <summary>The signal's name, or the question.</summary>
    public string? Text { get; init; }
    public Guid? RequestId { get; init; }
    public DateTimeOffset? Until { get; init; }
}

/// <summary>The numbers are stored: append only.</summary>
internal enum WaitKind
{
    Answer = 1,
    Signal = 2,
    Timer = 3,
}
