namespace QueueAgents.TestNodes;

/// <summary>What to start, and how it should end when its parent is killed.</summary>
public sealed record ChildStart(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Added to the environment of the test process; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? WorkingFolder { get; init; }

    /// <summary>All output is appended here; without it only the last lines are kept, in memory.</summary>
    public string? LogFile { get; init; }

    /// <summary>Run as this user. Only root can, and only where setpriv is installed.</summary>
    public string? User { get; init; }

    /// <summary>What the process gets when the test process dies without cleaning up: a name setpriv knows.</summary>
    public string OnParentDeath { get; init; } = "KILL";
}
