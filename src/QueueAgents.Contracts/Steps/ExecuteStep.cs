namespace QueueAgents.Contracts;

/// <summary>One attempt of one step, for any worker that serves the agent's state version.</summary>
public sealed record ExecuteStep
{
    public Guid RunId { get; init; }
    /// <summary>The step's number inside its run; never reused.</summary>
    public int Seq { get; init; }
    /// <summary>1, 2, 3…; together with the nonce it fences late answers.</summary>
    public int Attempt { get; init; }
    /// <summary>Random per attempt. An answer must carry it; it appears in no API, page or log.</summary>
    public Guid Nonce { get; init; }
    public string Agent { get; init; } = "";
    public string Tenant { get; init; } = "";
    /// <summary>The step's name: a method of the agent.</summary>
    public string Step { get; init; } = "";
    public StepKind Kind { get; init; }
    /// <summary>The version of <see cref="State"/>, never newer than the queue's.</summary>
    public int StateVersion { get; init; }
    /// <summary>The run's state; for the first step the run's input. None where it is larger than a message may carry: see <see cref="StateByDoor"/>.</summary>
    public Json State { get; init; }
    /// <summary>True where the worker must read the state through the door.</summary>
    public bool StateByDoor { get; init; }
    /// <summary>What was handed to the step: an item, an answer, a signal's body.</summary>
    public Json Input { get; init; }
    public bool InputByDoor { get; init; }
    /// <summary>Why the step runs now.</summary>
    public Arrival Arrival { get; init; }
    /// <summary>For a join: the steps whose results it may read.</summary>
    public int JoinFirst { get; init; }
    public int JoinCount { get; init; }
    /// <summary>The worker must claim before it runs the step, because an earlier attempt was lost.</summary>
    public bool ClaimFirst { get; init; }
    public bool Pinned { get; init; }
    /// <summary>How long the run's transcript is, and the digest of it: a worker that keeps the same one need not read it.</summary>
    public int Items { get; init; }
    public string? Digest { get; init; }
    /// <summary>What the run and its children may still spend; null where nothing bounds it.</summary>
    public Budget? Left { get; init; }
    /// <summary>Who approved this very call; null where nobody was asked.</summary>
    public Approval? Approved { get; init; }
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>How a step relates to the run's state.</summary>
public enum StepKind
{
    /// <summary>The first one: <see cref="ExecuteStep.State"/> is the run's input, from which the agent makes its state.</summary>
    First = 0,
    /// <summary>Replaces the state and says what comes next.</summary>
    Sequential = 1,
    /// <summary>One of a fan-out: reads the state, returns a result.</summary>
    Item = 2,
    /// <summary>A child run; never sent to a worker.</summary>
    Child = 3,
}

/// <summary>Why a step runs now.</summary>
public enum Arrival
{
    Step = 0,
    Answer = 1,
    Signal = 2,
    TimedOut = 3,
    Timer = 4,
    Joined = 5,
}
