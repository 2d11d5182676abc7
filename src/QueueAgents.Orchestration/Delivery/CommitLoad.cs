namespace QueueAgents.Orchestration.Delivery;

/// <summary>How much this server's commits have to do, and how they go: <see cref="CommitLoop"/> says it, and whoever places the server among others looks.</summary>
internal sealed class CommitLoad(TimeProvider time)
{
    private readonly Lock gate = new();
    private long deliveries;
    private long commits;
    private bool failed;
    private TimeSpan longest;
    private long? began;

    public void Begin(int count)
    {
        lock (gate)
        {
            deliveries += count;
            commits++;
            began = time.GetTimestamp();
        }
    }

    /// <param name="withFaults">What could be neither committed nor told to its run was in it.</param>
    public void End(bool withFaults)
    {
        lock (gate)
        {
            failed |= withFaults;
            longest = Longest();
            began = null;
        }
    }

    /// <summary>What there was since the last look.</summary>
    public Seen Look()
    {
        lock (gate)
        {
            var seen = new Seen(commits == 0 ? 0 : (double)deliveries / commits, Longest(), failed);
            (deliveries, commits, failed, longest) = (0, 0, false, TimeSpan.Zero);
            return seen;
        }
    }

    private TimeSpan Longest()
    {
        var underWay = began is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
        return underWay > longest ? underWay : longest;
    }

    /// <param name="PerCommit">How many deliveries a commit had on average; 0 where there was none.</param>
    /// <param name="Longest">How long one commit took, or has taken so far; zero where there was none.</param>
    /// <param name="Failed">One had deliveries in it that nothing came of but a fault.</param>
    internal readonly record struct Seen(double PerCommit, TimeSpan Longest, bool Failed = false);
}
