namespace QueueAgents.Simulation.Engine;

/// <summary>
/// One life of one process. Whatever it awaits passes through here: after its death nothing of it goes on, and while it is stalled
/// nothing moves. That is how a crash can come at every point of input and output.
/// </summary>
internal sealed class Life(World world, string name, Action died)
{
    private DateTimeOffset stalledUntil = DateTimeOffset.MinValue;

    public string Name => name;

    public bool IsOver { get; private set; }

    public bool IsStalled => world.Loop.Now < stalledUntil;

    public void Stall(TimeSpan time) => stalledUntil = world.Loop.Now + time;

    public void End()
    {
        if (IsOver) return;
        IsOver = true;
        world.Say("death", $"{name} dies");
        died();
    }

    /// <summary>A point where the process may die; otherwise it takes a moment.</summary>
    public Task PassAsync(string point)
    {
        if (!IsOver && world.Dice.Chance(world.Faults.Crash))
        {
            world.Say("crash", $"{name} crashes at {point}");
            End();
        }

        return DelayAsync(Moment());
    }

    public Task DelayAsync(TimeSpan time)
    {
        var passed = new TaskCompletionSource();
        world.Loop.After(time, Passed);
        return passed.Task;

        void Passed()
        {
            if (IsOver) return;
            if (IsStalled) world.Loop.After(stalledUntil - world.Loop.Now, Passed);
            else passed.SetResult();
        }
    }

    private TimeSpan Moment() => world.Dice.Roll(16) switch
    {
        < 10 => TimeSpan.FromMicroseconds(world.Dice.Roll(2_000)),
        < 15 => TimeSpan.FromMicroseconds(world.Dice.Roll(60_000)),
        _ => TimeSpan.FromMicroseconds(world.Dice.Roll(1_500_000)),
    };
}

/// <summary>The clock of one process: its wall clock is off, its timers end with it.</summary>
internal sealed class LifeTime(EventLoop loop, Life life, TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => loop.Now + skew;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => loop.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer();
        loop.After(dueTime, () =>
        {
            if (!life.IsOver && !timer.IsDisposed) callback(state);
        });
        return timer;
    }

    private sealed class Timer : ITimer
    {
        public bool IsDisposed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => IsDisposed = true;

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
