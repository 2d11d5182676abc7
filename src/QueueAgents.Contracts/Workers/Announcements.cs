namespace QueueAgents.Contracts;

/// <summary>A worker says who it is and what it serves: at start, after a reconnect, and every minute.</summary>
public sealed record WorkerHello
{
    /// <summary>Unique per process, for example <c>host-4711-3fa2</c>; names its reply queue.</summary>
    public string Instance { get; init; } = "";
    public string Host { get; init; } = "";
    /// <summary>What it serves; nothing any more once it drains.</summary>
    public IReadOnlyList<ServedAgent> Agents { get; init; } = [];
    /// <summary>How many steps it runs at a time.</summary>
    public int Concurrency { get; init; }
}

/// <summary>An agent a worker serves: it reads states <see cref="ReadsFrom"/> to <see cref="StateVersion"/> and writes the latter.</summary>
public sealed record ServedAgent
{
    public string Name { get; init; } = "";
    public int StateVersion { get; init; }
    public int ReadsFrom { get; init; }
}

/// <summary>One message per worker every 10 s: it lives, and these claimed steps go on.</summary>
public sealed record WorkerBeat
{
    public string Instance { get; init; } = "";
    public int InFlight { get; init; }
    public IReadOnlyList<HeldStep> Holds { get; init; } = [];
}

/// <summary>A claimed step whose lease the beat extends.</summary>
public sealed record HeldStep(Guid RunId, int Seq, int Attempt, Guid Nonce);

/// <summary>A worker leaves in order: it takes nothing more.</summary>
public sealed record WorkerGoodbye
{
    public string Instance { get; init; } = "";
}
