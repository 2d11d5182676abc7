using System.Collections.Concurrent;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Watching;

/// <summary>
/// Who watches a run hears of its changes: at once of those this process commits, within a second of those of other servers, for which one
/// query looks at all watched runs together. Nothing is kept for a watcher but the version it may go and read.
/// </summary>
internal sealed class RunWatch(IRunReader runs, IRunStore store)
{
    private readonly ConcurrentDictionary<Guid, WatchedRun> watched = new();

    /// <summary>
    /// The run as soon as it is as asked: as it is now, or after one of its next commits. Every commit of this process is looked at, of those
    /// of other servers the latest in every second. Null where there is no such run. <paramref name="reached"/> runs on the writer's thread and must not throw.
    /// </summary>
    public async Task<RunFacts?> UntilAsync(Guid runId, Func<RunFacts, bool> reached, CancellationToken ct)
    {
        var met = new TaskCompletionSource<RunFacts>(TaskCreationOptions.RunContinuationsAsynchronously);
        var looked = 0;
        // Watched first, so that no change falls between reading and listening.
        using var watcher = Watch(runId, run =>
        {
            Volatile.Write(ref looked, run.Version);
            if (reached(run)) met.TrySetResult(run);
        });
        while (!met.Task.IsCompleted)
        {
            if ((await store.LoadAsync([new LoadRequest(runId)], ct))[0].Run is not { } run) return null;
            if (reached(run)) return run;
            var version = run.Version;
            // What this process has committed was looked at already; only another server's commits are to be read.
            do version = await NewerAsync(watcher, met.Task, version, ct);
            while (version <= Volatile.Read(ref looked) && !met.Task.IsCompleted);
        }

        return await met.Task;
    }

    /// <param name="runId">The run; it need not be there yet.</param>
    /// <param name="committed">Told of this process's commits on the writer's thread: hand it on and return.</param>
    public Watcher Watch(Guid runId, Action<RunFacts>? committed = null)
    {
        lock (watched)
        {
            var run = watched.GetOrAdd(runId, _ => new WatchedRun());
            run.Add(committed);
            return new Watcher(run, () => Forget(runId, run, committed));
        }
    }

    /// <summary>This process has committed a change.</summary>
    public void Committed(RunFacts run)
    {
        if (watched.TryGetValue(run.RunId, out var known)) known.Committed(run);
    }

    /// <summary>Looks for what other servers have committed.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (watched.IsEmpty) return;
        foreach (var head in await runs.HeadsAsync([.. watched.Keys], ct))
            if (watched.TryGetValue(head.RunId, out var known)) known.At(head.Version);
    }

    private void Forget(Guid runId, WatchedRun run, Action<RunFacts>? committed)
    {
        lock (watched)
        {
            if (run.Remove(committed)) watched.TryRemove(runId, out _);
        }
    }

    private static async Task<int> NewerAsync(Watcher watcher, Task met, int version, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var newer = watcher.NewerThanAsync(version, over.Token);
        await Task.WhenAny(met, newer);
        if (newer.IsCompleted) return await newer;
        await over.CancelAsync();
        return version;
    }
}
