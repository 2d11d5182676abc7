using QueueAgents.Orchestration.Delivery;

namespace QueueAgents.Orchestration.Bus.Places;

/// <summary>
/// Whether a server is better alone with what comes, or shares it. Two servers that share a light load commit twice as often and half as much each
/// time; where commits are large anyway, halving them costs next to nothing, and two get more done. And who is not well must not have it all.
/// </summary>
internal sealed class PlaceRule
{
    /// <summary>How often it is asked.</summary>
    internal static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>From so many messages on a commit is large.</summary>
    internal const int Much = 64;

    /// <summary>So few are left when the load goes down, and may be left when many share it: that it is too much for one is found out again then.</summary>
    internal const int Little = 16;

    /// <summary>A commit takes milliseconds: a database that takes so long is in trouble, or away.</summary>
    internal static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500);

    /// <summary>How many looks in a row must find little before the place is taken again: a second.</summary>
    internal const int Calm = 4;

    /// <summary>Where the server was not well: three seconds.</summary>
    internal const int Recovery = 12;

    /// <summary>As many at most, where the place is lost again soon after it was taken, each time twice as many: one minute.</summary>
    internal const int Longest = 20 * Recovery;

    private int patience = Calm;
    private int looks = 4 * Longest;

    /// <summary>What it comes to after one more look.</summary>
    /// <param name="held">Whether the place is held.</param>
    /// <param name="seen">What this server's commits had to do, and how they went.</param>
    /// <param name="crowded">Something else here has little room left.</param>
    public bool Decide(bool held, CommitLoad.Seen seen, bool crowded)
    {
        var unwell = crowded || seen.Failed || seen.Longest >= Slow;
        var much = seen.PerCommit >= Much;
        looks++;
        if (held)
        {
            if (!unwell && !much) return true;
            patience = PatienceAfterLoss(unwell);
            looks = 0;
            return false;
        }

        if (unwell) patience = Math.Max(patience, Recovery);
        if (unwell || seen.PerCommit > Little) looks = 0;
        if (looks < patience) return false;
        looks = 0;
        return true;
    }

    /// <summary>
    /// Too much at once is what many had shared and looked like little to each, and so it will be next time: longer. Too much after seconds may be
    /// either: as long. Too much later is another load, and says nothing about the one before. Who was not well waits for longer in any case.
    /// </summary>
    private int PatienceAfterLoss(bool unwell)
    {
        var longer = Math.Min(2 * patience, Longest);
        if (unwell) return looks <= 4 * patience ? Math.Max(longer, Recovery) : Recovery;
        return looks <= Calm ? longer : looks <= Recovery ? patience : Calm;
    }
}
