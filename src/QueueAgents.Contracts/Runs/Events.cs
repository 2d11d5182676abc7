namespace QueueAgents.Contracts;

/// <summary>A run finished with a result. Published at least once, with the same message id each time.</summary>
public sealed record RunCompleted
{
    public Guid RunId { get; init; }
    public string Agent { get; init; } = "";
    public string Tenant { get; init; } = "";
    public string? Key { get; init; }
    public int Version { get; init; }
    public Json Result { get; init; }
}

/// <summary>A run finished with an error, or is parked until a person looks at it (<see cref="State"/>).</summary>
public sealed record RunFailed
{
    public Guid RunId { get; init; }
    public string Agent { get; init; } = "";
    public string Tenant { get; init; } = "";
    public string? Key { get; init; }
    public int Version { get; init; }
    /// <summary><see cref="RunState.Failed"/> or <see cref="RunState.Parked"/>.</summary>
    public RunState State { get; init; }
    public StepError Error { get; init; } = new();
}

/// <summary>A run was cancelled.</summary>
public sealed record RunCancelled
{
    public Guid RunId { get; init; }
    public string Agent { get; init; } = "";
    public string Tenant { get; init; } = "";
    public string? Key { get; init; }
    public int Version { get; init; }
    public string? Reason { get; init; }
}

/// <summary>A run waits for something from outside: a signal or an answer.</summary>
public sealed record RunWaiting
{
    public Guid RunId { get; init; }
    public string Agent { get; init; } = "";
    public string Tenant { get; init; } = "";
    public string? Key { get; init; }
    public int Version { get; init; }
    /// <summary>The signal it waits for; null where it asks.</summary>
    public string? Signal { get; init; }
    /// <summary>The question it asks; null where it waits for a signal.</summary>
    public string? Question { get; init; }
    /// <summary>The tool it wants to call; null where it asks or waits for a signal. What with, <c>GET /v1/runs/{id}/requests</c> shows.</summary>
    public string? Tool { get; init; }
    /// <summary>What <see cref="AnswerRun"/> must name.</summary>
    public Guid? RequestId { get; init; }
    public DateTimeOffset? Until { get; init; }
}
