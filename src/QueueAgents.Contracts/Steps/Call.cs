namespace QueueAgents.Contracts;

/// <summary>One of <see cref="Continuation.Calls"/>: a step, a child run, or a question to a person.</summary>
public sealed record Call
{
    /// <summary>The step's name: the tool. For a child run the agent's name.</summary>
    public string Step { get; init; } = "";

    /// <summary>What it is called with.</summary>
    public Json Input { get; init; }

    /// <summary>True: a child run of the agent <see cref="Step"/>.</summary>
    public bool Child { get; init; }

    /// <summary>A person is asked first; null where nobody is.</summary>
    public Ask? Ask { get; init; }

    /// <summary>Why it is not made at all: unknown, malformed or not allowed. It is recorded, and told to the model.</summary>
    public StepError? Refused { get; init; }
}

/// <summary>What a person is asked, before a call or in place of one.</summary>
public sealed record Ask
{
    public AskKind Kind { get; init; }

    /// <summary>What the person reads; at most 4,000 characters.</summary>
    public string Text { get; init; } = "";

    /// <summary>After it the call is over without an answer; none by default.</summary>
    public TimeSpan? Expires { get; init; }
}

/// <summary>What is asked of a person.</summary>
public enum AskKind
{
    // The numbers are stored: append only.
    /// <summary>The answer is what the call comes to.</summary>
    Question = 0,
    /// <summary>Approved, the call is made; denied, it is over.</summary>
    Approval = 1,
}

/// <summary>A person let a call be made.</summary>
/// <param name="Hash">Of the call that was approved, see <see cref="CallHash"/>: it is not good for another.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why, where it was said.</param>
public sealed record Approval(string Hash, string? By, string? Reason);
