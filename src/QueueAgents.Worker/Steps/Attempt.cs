using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Transport;

namespace QueueAgents.Worker;

/// <summary>Why an attempt's token was cancelled.</summary>
internal enum Ending
{
    None = 0,
    Superseded,
    TimedOut,
    Silent,
    Deadline,
}

/// <summary>Names one attempt in this process.</summary>
internal readonly record struct AttemptKey(Guid RunId, int Seq, int Attempt);

/// <summary>One attempt on its way through this worker: its clock, its token and whether it is claimed.</summary>
internal sealed class Attempt : IDisposable
{
    /// <summary>How long the author's code may go on after its token was cancelled, before it is given up.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private ITimer? _clock;
    private ITimer? _heartbeat;
    private ITimer? _grace;
    private int _ending;

    public Attempt(ExecuteStep order, CataloguedAgent agent, Arrived arrived, TimeSpan holdLimit, TimeProvider time)
    {
        (Order, Agent, _time) = (order, agent, time);
        CameAt = time.GetUtcNow();
        (Server, IsHanded) = (arrived.From, arrived.ByAnswer);
        (Trace, SentAt) = (arrived.Message.Trace, DateTimeOffset.FromUnixTimeMilliseconds(arrived.Message.SentAt));
        var redelivered = arrived.Redelivered;
        Policy = agent.Definition.PolicyOf(order);
        IsLong = Policy.Timeout > holdLimit;
        IsRepeated = redelivered || order.ClaimFirst || order.Attempt > 1;
        MustClaim = redelivered || order.ClaimFirst || IsLong;
    }

    public ExecuteStep Order { get; }

    /// <summary>W3C traceparent of whoever sent it; null where nobody traces.</summary>
    public string? Trace { get; }

    /// <summary>Which server sent it, if that takes outcomes straight.</summary>
    public string? Server { get; }

    /// <summary>It came with the answer to an outcome, or after it: where it takes longer, the server sends it by its queue as well.</summary>
    public bool IsHanded { get; }

    /// <summary>When it was sent, by the server's clock.</summary>
    public DateTimeOffset SentAt { get; }

    /// <summary>When it came, by this machine's.</summary>
    public DateTimeOffset CameAt { get; }

    public CataloguedAgent Agent { get; }

    public StepPolicy Policy { get; }

    public AttemptKey Key => new(Order.RunId, Order.Seq, Order.Attempt);

    /// <summary>Too long to keep its delivery meanwhile.</summary>
    public bool IsLong { get; }

    /// <summary>An earlier attempt, or an earlier delivery of this one, may have run.</summary>
    public bool IsRepeated { get; }

    /// <summary>It may run only once the door has granted it.</summary>
    public bool MustClaim { get; }

    /// <summary>Leased to this worker: beats extend the lease.</summary>
    public bool IsClaimed { get; set; }

    public CancellationToken Token => _cancel.Token;

    public Ending Ending => (Ending)Volatile.Read(ref _ending);

    /// <summary>Ends <see cref="Grace"/> after the token was cancelled.</summary>
    public Task GivenUp => _givenUp.Task;

    /// <summary>Ends with true when nothing is left to do; with false when its outcome could not be sent.</summary>
    public Task<bool> Done => _done.Task;

    /// <summary>From now on timeout, heartbeat and deadline count.</summary>
    public void StartClock()
    {
        var (limit, why) = (Policy.Timeout, Ending.TimedOut);
        if (Order.Deadline is { } deadline && deadline - _time.GetUtcNow() is var left && left < limit) (limit, why) = (left, Ending.Deadline);
        if (limit <= TimeSpan.Zero) End(why);
        else _clock = _time.CreateTimer(_ => End(why), null, Capped(limit), Timeout.InfiniteTimeSpan);
        if (Policy.Heartbeat is { } beat) _heartbeat = _time.CreateTimer(_ => End(Ending.Silent), null, beat, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The author's code is through: only being superseded counts now.</summary>
    public void StopClock()
    {
        _clock?.Dispose();
        _heartbeat?.Dispose();
    }

    public void Heartbeat()
    {
        if (Policy.Heartbeat is { } beat) _heartbeat?.Change(beat, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancels the token; the first reason counts.</summary>
    public void End(Ending why)
    {
        if (Interlocked.CompareExchange(ref _ending, (int)why, (int)Ending.None) != (int)Ending.None) return;
        _grace = _time.CreateTimer(_ => _givenUp.TrySetResult(), null, Grace, Timeout.InfiniteTimeSpan);
        _ = _cancel.CancelAsync(); // The author's own callbacks do not run on the caller's thread.
    }

    public void Finish(bool reported) => _done.TrySetResult(reported);

    public void Dispose()
    {
        StopClock();
        _grace?.Dispose();
    }

    private static TimeSpan Capped(TimeSpan time) => time < TimeSpan.FromDays(40) ? time : TimeSpan.FromDays(40);
}
