using QueueAgents.Orchestration.Delivery;

namespace QueueAgents.Orchestration.Bus.Places;

/// <summary>
/// Whether a server is better alone with what comes, or shares it. Two servers that share a light load commit twice as often and half as much each
/// time; where commits are large anyway, halving them costs next to nothing, and two get more done.
/// </summary>
internal sealed class PlaceRule
{
    /// <summary>From here on commits are large.</summary>
    internal const int Much = 64;

    /// <summary>Small enough to be alone again: well below the half of <see cref="Much"/> that is left when it is shared.</summary>
    internal const int Little = 16;

    /// <summary>A commit takes milliseconds: a database that lets one wait for so long is in trouble, or away.</summary>
    internal static readonly TimeSpan Stuck = TimeSpan.FromSeconds(2);

    /// <summary>How many looks in a row must find it so before the place is taken again.</summary>
    internal const int Calm = 3;

    private int calm = Calm;

    /// <summary>What it comes to after one more look.</summary>
    /// <param name="held">Whether the place is held.</param>
    /// <param name="seen">What this server's commits had to do.</param>
    /// <param name="crowded">Something else here has little room left.</param>
    public bool Decide(bool held, CommitLoad.Seen seen, bool crowded)
    {
        if (crowded || seen.UnderWay >= Stuck || seen.PerCommit >= Much) calm = 0;
        else if (held || seen.PerCommit <= Little) calm++;
        else calm = 0;
        return held ? calm > 0 : calm >= Calm;
    }
}
