namespace QueueAgents.Simulation.Engine;

/// <summary>
/// Virtual time and the only thread there is. Whatever production code awaits goes on here, one event after the other, so that a seed
/// decides every interleaving. Nothing waits: where no event is left for a moment, time jumps to the next.
/// </summary>
internal sealed class EventLoop(Trace trace) : SynchronizationContext
{
    private readonly PriorityQueue<Action, (long At, long Order)> events = new();
    private long order;
    private long now = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    public DateTimeOffset Now => new(now, TimeSpan.Zero);

    public long Ticks => now;

    public void After(TimeSpan delay, Action happen) => events.Enqueue(happen, (now + Math.Max(0, delay.Ticks), order++));

    public override void Post(SendOrPostCallback d, object? state) => After(TimeSpan.Zero, () => d(state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Lets a task go its way; what it throws ends the simulation.</summary>
    public static async void Start(Func<Task> run) => await run();

    /// <summary>Runs until something holds or the time is over. True if it holds.</summary>
    public bool RunUntil(DateTimeOffset end, Func<bool> reached)
    {
        while (!reached())
        {
            if (!events.TryPeek(out _, out var next) || next.At > end.UtcTicks)
            {
                now = Math.Max(now, end.UtcTicks);
                return reached();
            }

            var happen = events.Dequeue();
            now = next.At;
            trace.Add(now);
            happen();
        }

        return true;
    }
}
