using System.Collections.Concurrent;
using QueueAgents.TestNodes;

namespace QueueAgents.EndToEnd.Fleet;

/// <summary>Where agents under test write down what happened to them, and are told to wait or to go on.</summary>
internal sealed class Notebook
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private int _inside;

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>The most that were inside at a time.</summary>
    public int MostInside { get; private set; }

    public void Write(string line) => _lines.Enqueue(line);

    public int Count(string line) => _lines.Count(written => written == line);

    public Task Reads(string line) => Eventually.Async($"'{line}' in the notebook", () => _lines.Contains(line), describe: () => string.Join(", ", _lines));

    /// <summary>Waits for <see cref="Open"/>.</summary>
    public Task Gate(string name, CancellationToken ct = default) => GateOf(name).Task.WaitAsync(ct);

    public void Open(string name) => GateOf(name).TrySetResult();

    public void Enter()
    {
        var inside = Interlocked.Increment(ref _inside);
        lock (_gates) MostInside = Math.Max(MostInside, inside);
    }

    public void Leave() => Interlocked.Decrement(ref _inside);

    private TaskCompletionSource GateOf(string name) => _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
