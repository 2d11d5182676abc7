namespace QueueAgents.Orchestration.Delivery;

/// <summary>
/// The fleet's one clock: this machine's monotonic clock plus the database's time, learned from every commit. A jump of the wall clock of
/// one server moves no lease and no timer.
/// </summary>
internal sealed class FleetClock(TimeProvider time)
{
    private volatile Anchor anchor = new(time.GetUtcNow(), time.GetTimestamp());

    /// <summary>In whole microseconds: what every database keeps.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var known = anchor;
            var now = known.Wall + time.GetElapsedTime(known.Monotonic);
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    public void Learn(DateTimeOffset databaseNow) => anchor = new Anchor(databaseNow, time.GetTimestamp());

    private sealed record Anchor(DateTimeOffset Wall, long Monotonic);
}
