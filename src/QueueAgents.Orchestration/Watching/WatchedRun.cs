using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Watching;

/// <summary>A run somebody watches: the newest version known of it, and a signal all its watchers share.</summary>
internal sealed class WatchedRun
{
    private readonly Lock gate = new();
    private TaskCompletionSource changed = Signal();
    private Action<RunFacts>? listeners;
    private int watchers;
    private int version;

    public void Add(Action<RunFacts>? listener)
    {
        watchers++;
        listeners += listener;
    }

    /// <returns>Nobody watches it any more.</returns>
    public bool Remove(Action<RunFacts>? listener)
    {
        listeners -= listener;
        return --watchers == 0;
    }

    public void Committed(RunFacts run)
    {
        listeners?.Invoke(run);
        At(run.Version);
    }

    public void At(int newest)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            if (newest <= version) return;
            version = newest;
            signal = changed;
            changed = Signal();
        }

        signal.SetResult();
    }

    public async Task<int> NewerThanAsync(int known, CancellationToken ct)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (version > known) return version;
                next = changed.Task;
            }

            await next.WaitAsync(ct);
        }
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One who watches, until disposed.</summary>
internal sealed class Watcher(WatchedRun run, Action forget) : IDisposable
{
    private Action? forget = forget;

    /// <summary>Ends when the run is known to have a newer version than this one.</summary>
    public Task<int> NewerThanAsync(int version, CancellationToken ct) => run.NewerThanAsync(version, ct);

    public void Dispose() => Interlocked.Exchange(ref forget, null)?.Invoke();
}
