namespace QueueAgents.Contracts;

/// <summary>Stop a run for good, at once; its children too. The token of a running step is cancelled.</summary>
public sealed record CancelRun
{
    public Guid RunId { get; init; }
    public string? Reason { get; init; }
    /// <summary>Who asks, for the history.</summary>
    public string? By { get; init; }
    /// <summary>Only if the run still has this version; otherwise <see cref="RunRejected"/> with code <c>stale-version</c>.</summary>
    public int? IfVersion { get; init; }
}

/// <summary>Dispatch nothing more until <see cref="ResumeRun"/>. Outcomes of running steps are still accepted; deadlines go on.</summary>
public sealed record PauseRun
{
    public Guid RunId { get; init; }
    public string? By { get; init; }
    public int? IfVersion { get; init; }
}

/// <summary>Go on after <see cref="PauseRun"/>.</summary>
public sealed record ResumeRun
{
    public Guid RunId { get; init; }
    public string? By { get; init; }
    public int? IfVersion { get; init; }
}

/// <summary>Give a run a named signal. One that comes before its wait is kept (at most 1,000 a run).</summary>
public sealed record SignalRun
{
    public Guid RunId { get; init; }
    public string Name { get; init; } = "";
    public Json Body { get; init; }
    /// <summary>Makes the signal unique in its run; by default the message id.</summary>
    public string? ClientKey { get; init; }
    public string? By { get; init; }
    public int? IfVersion { get; init; }
}

/// <summary>Answer a question a run asked, or approve or deny a call it wants to make. Refused where no such request is pending.</summary>
public sealed record AnswerRun
{
    public Guid RunId { get; init; }
    /// <summary>The pending request, from <see cref="RunWaiting"/> or the run itself.</summary>
    public Guid RequestId { get; init; }
    /// <summary>The answer to a question.</summary>
    public Json Body { get; init; }
    /// <summary>For an approval: true lets the call be made, false denies it.</summary>
    public bool? Approve { get; init; }
    /// <summary>For an approval: the hash of the call that was looked at, see <see cref="CallHash"/>. Another one is refused.</summary>
    public string? Hash { get; init; }
    /// <summary>Why; a model reads it where the call is denied. At most 1,000 characters.</summary>
    public string? Reason { get; init; }
    public string? By { get; init; }
    public int? IfVersion { get; init; }
}

/// <summary>Let a Failed or Parked run try its open step again: same step number and effect keys, a new attempt.</summary>
public sealed record RetryRun
{
    public Guid RunId { get; init; }
    public string? By { get; init; }
    public int? IfVersion { get; init; }
}
