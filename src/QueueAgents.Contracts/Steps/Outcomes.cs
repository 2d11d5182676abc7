namespace QueueAgents.Contracts;

/// <summary>A step's attempt succeeded. Applied only if it matches an open attempt in number, nonce and state version given.</summary>
public sealed record StepCompleted
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    /// <summary>The worker instance that ran it.</summary>
    public string Worker { get; init; } = "";
    /// <summary>The version the step was given.</summary>
    public int GivenVersion { get; init; }
    /// <summary>The version of <see cref="State"/>: newer where the worker upcast it.</summary>
    public int StateVersion { get; init; }
    /// <summary>The whole new state; none for an item, or where it went through the door.</summary>
    public Json State { get; init; }
    public bool StateByDoor { get; init; }
    /// <summary>What the run does next.</summary>
    public Continuation Next { get; init; } = new Continuation.Result(Json.None);
    /// <summary>True where <see cref="Next"/> was too large for a message and went through the door.</summary>
    public bool NextByDoor { get; init; }
    public IReadOnlyList<EffectRecord> Effects { get; init; } = [];
    /// <summary>What a sequential step adds to the transcript, in order; none where it went through the door.</summary>
    public IReadOnlyList<TranscriptEntry> Items { get; init; } = [];
    public bool ItemsByDoor { get; init; }
    /// <summary>What the step writes to memory: at most 100 entries, each once, 256 KiB together.</summary>
    public IReadOnlyList<MemoryWrite> Memory { get; init; } = [];
    /// <summary>What the step cost: it counts, whatever becomes of the outcome.</summary>
    public Usage? Usage { get; init; }
    /// <summary>What the agent allows a run to spend; taken from the first step.</summary>
    public Budget? Budget { get; init; }
    /// <summary>How long the author's code ran.</summary>
    public TimeSpan Took { get; init; }
}

/// <summary>A step's attempt failed, and what the worker's retry policy says of it.</summary>
public sealed record StepFailed
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    public string Worker { get; init; } = "";
    public int GivenVersion { get; init; }
    public StepError Error { get; init; } = new();
    /// <summary>Park the run instead of failing it: its state or the agent itself needs a person.</summary>
    public bool Park { get; init; }
    /// <summary>False ends the step now, whatever attempts are left.</summary>
    public bool Retryable { get; init; }
    /// <summary>How long to wait before the next attempt, back-off and jitter included.</summary>
    public TimeSpan RetryIn { get; init; }
    /// <summary>How many reported failures end the step; 3 by default.</summary>
    public int MaxAttempts { get; init; } = 3;
    public IReadOnlyList<EffectRecord> Effects { get; init; } = [];
    /// <summary>What the attempt cost although it failed.</summary>
    public Usage? Usage { get; init; }
    public TimeSpan Took { get; init; }
}

/// <summary>What went wrong, without a stack trace: this text is stored and shown.</summary>
public sealed record StepError
{
    /// <summary>The kind of error: an exception's name without its namespace, or a code such as <c>timeout</c>, <c>lost</c>, <c>deadline</c>.</summary>
    public string Type { get; init; } = "";
    /// <summary>At most 4,000 characters.</summary>
    public string Message { get; init; } = "";
}

/// <summary>This attempt is no longer wanted: cancel its token and answer nothing.</summary>
public sealed record StepSuperseded
{
    public Guid RunId { get; init; }
    /// <summary>0 = every attempt of the run: it was cancelled, or has failed elsewhere.</summary>
    public int Seq { get; init; }
    public int Attempt { get; init; }
}
