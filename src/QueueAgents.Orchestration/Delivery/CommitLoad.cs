namespace QueueAgents.Orchestration.Delivery;

/// <summary>How much this server's commits have to do: <see cref="CommitLoop"/> says it, and whoever places the server among others looks.</summary>
internal sealed class CommitLoad(TimeProvider time)
{
    private readonly Lock gate = new();
    private long deliveries;
    private long commits;
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

    public void End()
    {
        lock (gate) began = null;
    }

    /// <summary>What was to do since the last look.</summary>
    public Seen Look()
    {
        lock (gate)
        {
            var seen = new Seen(commits == 0 ? 0 : (double)deliveries / commits, began is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero);
            (deliveries, commits) = (0, 0);
            return seen;
        }
    }

    /// <param name="PerCommit">How many deliveries a commit had on average; 0 where there was none.</param>
    /// <param name="UnderWay">How long the one has taken that is not done; zero where all are.</param>
    internal readonly record struct Seen(double PerCommit, TimeSpan UnderWay);
}
