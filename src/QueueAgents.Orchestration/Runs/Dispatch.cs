using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

/// <summary>
/// The row of one attempt of one step. While it is open the run awaits it, and the row itself says when somebody must look at it again
/// (<see cref="DueAt"/>), whatever became of the message: it is its own outbox row, queue-wait limit and lease. // R9
/// </summary>
internal sealed record Dispatch
{
    public required Guid RunId { get; init; }
    public required int Seq { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Random per attempt; an outcome must carry it. // R3</summary>
    public required Guid Nonce { get; init; }
    public required StepKind Kind { get; init; }
    public required string Step { get; init; }
    public Json Input { get; init; }
    public Arrival Arrival { get; init; }
    /// <summary>The state version the step is given, and the queue it waits in.</summary>
    public int StateVersion { get; init; }
    public string Queue { get; init; } = "";
    public int JoinFirst { get; init; }
    public int JoinCount { get; init; }
    public Guid? ChildRunId { get; init; }

    /// <summary>What a person is asked before it, or in place of it; null where nobody is.</summary>
    public StepRequest? Request { get; init; }

    /// <summary>Reported failures and timeouts of earlier attempts of this step.</summary>
    public int Failures { get; init; }
    /// <summary>Earlier attempts of this step whose lease expired.</summary>
    public int Lost { get; init; }

    public DispatchPhase Phase { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>The worker instance that claimed it.</summary>
    public string? Owner { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public DispatchOutcome? Outcome { get; init; }
    public Json Result { get; init; }
    public StepError? Error { get; init; }
    public string? Worker { get; init; }
    public TimeSpan? Took { get; init; }

    public bool IsOpen => EndedAt is null;
}

/// <summary>What <see cref="Dispatch.DueAt"/> means. The numbers are stored: append only.</summary>
internal enum DispatchPhase
{
    /// <summary>Not released: its fan-out is at its width, or the run is paused. No due time.</summary>
    Held = 0,
    /// <summary>To be sent at <see cref="Dispatch.DueAt"/>; already handed to the broker once or not.</summary>
    Unsent = 1,
    /// <summary>The broker has confirmed it; sent again at <see cref="Dispatch.DueAt"/>, the queue-wait limit.</summary>
    Sent = 2,
    /// <summary>No queue took it; sent again when a worker announces the queue, at the latest at <see cref="Dispatch.DueAt"/>.</summary>
    Unserved = 3,
    /// <summary>A worker holds it until <see cref="Dispatch.DueAt"/>.</summary>
    Leased = 4,
    /// <summary>A child run; its end closes the row. No due time.</summary>
    Child = 5,
    /// <summary>A person is asked. Due when the request expires; no due time where it does not.</summary>
    Asked = 6,
}

/// <summary>How an attempt ended. The numbers are stored: append only.</summary>
internal enum DispatchOutcome
{
    Ok = 1,
    Failed = 2,
    /// <summary>Its lease expired.</summary>
    Lost = 3,
    /// <summary>The run no longer wants it: cancelled or failed elsewhere.</summary>
    Superseded = 4,
}
