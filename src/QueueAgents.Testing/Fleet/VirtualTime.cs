using System.Collections.Concurrent;

namespace QueueAgents.Testing;

/// <summary>
/// The clock of a tested fleet: it goes as every clock does, and can be put forward. Agents and tools that take a <see cref="TimeProvider"/>
/// get it. What is due within a leap is due at its end.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly ConcurrentDictionary<Leaping, byte> _timers = new();
    private long _ahead;

    /// <summary>How far it is ahead of the world's.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Lets time pass at once.</summary>
    /// <param name="time">How much; zero or more.</param>
    public void Skip(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Interlocked.Add(ref _ahead, time.Ticks);
        foreach (var timer in _timers.Keys) timer.Leap();
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    /// <inheritdoc/>
    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Volatile.Read(ref _ahead);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Leaping(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A timer of the world's clock that is set anew with each leap.</summary>
    private sealed class Leaping : ITimer
    {
        /// <summary>The world's timers know no longer times; what is due later is set again.</summary>
        private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

        private readonly VirtualTime _time;
        private readonly ITimer _inner;
        private readonly Lock _lock = new();
        private long? _due;
        private TimeSpan _period;

        public Leaping(VirtualTime time, TimerCallback callback, object? state)
        {
            _time = time;
            _inner = System.CreateTimer(_ => { if (IsDue()) callback(state); }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                _period = period;
                return Set(dueTime == Timeout.InfiniteTimeSpan ? null : _time.GetTimestamp() + dueTime.Ticks);
            }
        }

        public void Leap()
        {
            lock (_lock)
            {
                if (_due is { } due) Set(due);
            }
        }

        public void Dispose()
        {
            _time._timers.TryRemove(this, out _);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            _time._timers.TryRemove(this, out _);
            return _inner.DisposeAsync();
        }

        private bool IsDue()
        {
            lock (_lock)
            {
                if (_due is not { } due) return false;
                var isDue = due <= _time.GetTimestamp();
                Set(!isDue ? due : _period > TimeSpan.Zero ? _time.GetTimestamp() + _period.Ticks : null);
                return isDue;
            }
        }

        private bool Set(long? due)
        {
            _due = due;
            if (due is null) _time._timers.TryRemove(this, out _);
            else _time._timers.TryAdd(this, 0);
            return _inner.Change(due is { } at ? TimeSpan.FromTicks(Math.Clamp(at - _time.GetTimestamp(), 0, Longest.Ticks)) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
