namespace QueueAgents.Worker;

/// <summary>The one limit on how many steps run at a time, over all endpoints of the process.</summary>
internal sealed class Slots(WorkerOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Concurrency);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Waits for a place, but not so long that the broker takes the delivery for stuck.</summary>
    /// <exception cref="HandedBackException">None became free, or the worker is stopping.</exception>
    public async ValueTask<Slot> Take(CancellationToken delivery)
    {
        if (_closing.IsCancellationRequested) throw new HandedBackException("the worker is stopping");
        if (TryTake() is { } slot) return slot;

        using var limit = new CancellationTokenSource(options.HoldLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token, delivery);
        try
        {
            await _free.WaitAsync(linked.Token);
            return new Slot(_free);
        }
        catch (OperationCanceledException)
        {
            throw new HandedBackException(_closing.IsCancellationRequested ? "the worker is stopping" : "no place became free");
        }
    }

    /// <summary>A place, if there is one at once.</summary>
    public Slot? TryTake() => !_closing.IsCancellationRequested && _free.Wait(0, CancellationToken.None) ? new Slot(_free) : null;

    /// <summary>Whoever holds a place may keep it for what comes next: nobody waits for one, and the worker goes on.</summary>
    public bool MayKeep => !_closing.IsCancellationRequested && _free.CurrentCount > 0;

    /// <summary>Gives no more places; who waits hands its delivery back.</summary>
    public void Close() => _closing.Cancel();

    public void Dispose()
    {
        _closing.Dispose();
        _free.Dispose();
    }
}

/// <summary>One place; disposing it twice frees it once.</summary>
internal sealed class Slot(SemaphoreSlim free) : IDisposable
{
    private SemaphoreSlim? _free = free;

    /// <summary>The same place for another: this one no longer has it.</summary>
    public Slot Pass() => new(Interlocked.Exchange(ref _free, null) ?? throw new ObjectDisposedException(nameof(Slot)));

    public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
}
