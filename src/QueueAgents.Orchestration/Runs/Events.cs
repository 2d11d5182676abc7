using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

// What happens to a run from inside the fleet. None of these has an endpoint: nobody outside a server can send one.

/// <summary>A parent starts a child run.</summary>
internal sealed record SubmitChild
{
    public required SubmitRun Run { get; init; }
    public required Guid ParentRunId { get; init; }
    public required int ParentSeq { get; init; }
    public required int Depth { get; init; }
    /// <summary>Its share of what its parent has left, and when its parent's time is over.</summary>
    public Budget? Budget { get; init; }
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A child run has ended; closes the parent's row of that child.</summary>
internal sealed record ChildEnded
{
    /// <summary>The parent.</summary>
    public required Guid RunId { get; init; }
    public required int Seq { get; init; }
    public required Guid ChildRunId { get; init; }
    public required bool Ok { get; init; }
    public Json Result { get; init; }
    public StepError? Error { get; init; }
    /// <summary>What the child and its children spent; null where they had nothing to count.</summary>
    public Spent? Spent { get; init; }
}

/// <summary>A run has ended while children of it may be open: they are cancelled one by one, read from the rows.</summary>
internal sealed record EndChildren
{
    public required Guid RunId { get; init; }
}

/// <summary>The lease of an attempt has expired.</summary>
internal sealed record StepLost
{
    public required Guid RunId { get; init; }
    public required int Seq { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Who held it. The lease's time is not looked at again: taking it from the rows has pushed it on.</summary>
    public required string? Owner { get; init; }
}

/// <summary>Nobody answered a request in time.</summary>
internal sealed record RequestExpired
{
    public required Guid RunId { get; init; }
    public required int Seq { get; init; }
    public required int Attempt { get; init; }
}

/// <summary>One of the run's timers may be due; the run's own facts say which.</summary>
internal sealed record RunDue
{
    public required Guid RunId { get; init; }
}

/// <summary>A worker serves the agent of a Queued run.</summary>
internal sealed record AgentServed
{
    public required Guid RunId { get; init; }
}
