using QueueAgents.Contracts;

namespace QueueAgents.Transport;

/// <summary>Who in this process listens to which runs. What is said in a run is told to its own listeners and to no others.</summary>
internal sealed class LiveListeners
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Action<LiveText>> listeners = [];
    private TaskCompletionSource changed = Signal();

    /// <summary>The runs that are listened to, and what ends when there are others.</summary>
    public (IReadOnlyList<Guid> Runs, Task Changed) Now
    {
        get
        {
            lock (gate) return ([.. listeners.Keys], changed.Task);
        }
    }

    public IDisposable Add(Guid runId, Action<LiveText> heard)
    {
        lock (gate)
        {
            var known = listeners.TryGetValue(runId, out var others);
            listeners[runId] = others + heard;
            if (!known) Change();
        }

        return new Listener(() => Remove(runId, heard));
    }

    public void Tell(LiveText text)
    {
        Action<LiveText>? heard;
        lock (gate) heard = listeners.GetValueOrDefault(text.RunId);
        heard?.Invoke(text);
    }

    private void Remove(Guid runId, Action<LiveText> heard)
    {
        lock (gate)
        {
            if (listeners[runId] - heard is { } left)
            {
                listeners[runId] = left;
                return;
            }

            listeners.Remove(runId);
            Change();
        }
    }

    private void Change()
    {
        changed.SetResult();
        changed = Signal();
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Listener(Action remove) : IDisposable
    {
        private Action? remove = remove;

        public void Dispose() => Interlocked.Exchange(ref remove, null)?.Invoke();
    }
}
