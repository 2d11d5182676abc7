using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>What runs in this process now.</summary>
internal sealed class StepsInFlight
{
    private readonly ConcurrentDictionary<AttemptKey, Attempt> _attempts = new();
    private volatile TaskCompletionSource? _empty;
    private int _count;

    public int Count => Volatile.Read(ref _count); // The dictionary's own takes all its locks.

    /// <summary>The claimed ones: beats extend their leases.</summary>
    public IReadOnlyList<HeldStep> Held =>
    [
        .. from attempt in _attempts.Values
        where attempt.IsClaimed
        select new HeldStep(attempt.Order.RunId, attempt.Order.Seq, attempt.Order.Attempt, attempt.Order.Nonce)
    ];

    /// <summary>False where the same attempt runs here already: a lost connection has delivered it once more.</summary>
    public bool TryAdd(Attempt attempt, [NotNullWhen(false)] out Attempt? running)
    {
        running = _attempts.GetOrAdd(attempt.Key, attempt);
        if (running != attempt) return false;
        Interlocked.Increment(ref _count);
        Telemetry.InFlight.Add(1);
        running = null;
        return true;
    }

    public void Remove(Attempt attempt, bool reported)
    {
        if (!_attempts.TryRemove(KeyValuePair.Create(attempt.Key, attempt))) return;
        Interlocked.Decrement(ref _count);
        Telemetry.InFlight.Add(-1);
        attempt.Finish(reported);
        if (_attempts.IsEmpty) _empty?.TrySetResult();
    }

    public Attempt? Find(AttemptKey key) => _attempts.GetValueOrDefault(key);

    public IEnumerable<Attempt> Of(Guid runId) => _attempts.Values.Where(attempt => attempt.Order.RunId == runId);

    /// <summary>Waits for the last one. Nothing may be added meanwhile but what follows from one that has not left yet.</summary>
    public Task WhenEmpty(CancellationToken cancellationToken)
    {
        var empty = _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_attempts.IsEmpty) empty.TrySetResult();
        return empty.Task.WaitAsync(cancellationToken);
    }
}
