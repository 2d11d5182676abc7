using System.Text;

namespace QueueAgents.TestNodes;

/// <summary>The last lines a process wrote, the file that has all of them, and the waiting for one of them.</summary>
internal sealed class ChildOutput : IDisposable
{
    private const int Kept = 2_000;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly StreamWriter? _file;
    private long _written;
    private bool _closed;
    private TaskCompletionSource _changed = NewSignal();

    public ChildOutput(string? file)
    {
        if (file is not null)
        {
            _file = new StreamWriter(file, append: true, Encoding.UTF8) { AutoFlush = true };
        }
    }

    public void Add(string line) => Change(() =>
    {
        _file?.WriteLine(line);
        _lines.Enqueue(line);
        _written++;
        if (_lines.Count > Kept)
        {
            _lines.Dequeue();
        }
    });

    public void Close() => Change(() => _closed = true);

    public string Tail(int count)
    {
        lock (_gate)
        {
            return string.Join('\n', _lines.TakeLast(count));
        }
    }

    /// <summary>Null when the output ended without such a line. Lines written before the call count too.</summary>
    public async Task<string?> FindAsync(Func<string, bool> predicate, CancellationToken cancellationToken)
    {
        long seen = 0;
        while (true)
        {
            string[] fresh;
            bool closed;
            Task changed;
            lock (_gate)
            {
                fresh = [.. _lines.TakeLast((int)Math.Min(_written - seen, _lines.Count))];
                seen = _written;
                closed = _closed;
                changed = _changed.Task;
            }

            if (Array.Find(fresh, line => predicate(line)) is { } found)
            {
                return found;
            }

            if (closed)
            {
                return null;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            change();
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }
}
