namespace QueueAgents.Contracts;

/// <summary>The command was committed (or had been before: <see cref="Already"/>).</summary>
public sealed record RunAccepted
{
    public Guid RunId { get; init; }
    public RunState State { get; init; }
    public int Version { get; init; }
    /// <summary>True where this command changed nothing, because it had been carried out before.</summary>
    public bool Already { get; init; }
}

/// <summary>The command changed nothing, and why.</summary>
public sealed record RunRejected
{
    public Guid RunId { get; init; }
    /// <summary>Stable, kebab-case: see <see cref="Rejections"/>.</summary>
    public string Code { get; init; } = "";
    public string Reason { get; init; } = "";
}

/// <summary>The codes of <see cref="RunRejected"/>.</summary>
public static class Rejections
{
    public const string Invalid = "invalid";
    public const string NotFound = "not-found";
    public const string DifferentBody = "different-body";
    public const string StaleVersion = "stale-version";
    public const string WrongState = "wrong-state";
    public const string NoSuchRequest = "no-such-request";

    /// <summary>The request is answered already, or its time is over: each is answered once.</summary>
    public const string RequestOver = "request-over";

    /// <summary>The answer is for another call than the one that is pending.</summary>
    public const string OtherCall = "other-call";
    public const string TooManySignals = "too-many-signals";
    public const string TooLarge = "too-large";

    /// <summary>Too many requests wait for the end of their runs; this one was not begun. Ask again later.</summary>
    public const string Busy = "busy";

    /// <summary>A plain submission without any id came a second time, and its run may have been started the first time.</summary>
    public const string MaybeStarted = "maybe-started";
}
