using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace QueueAgents.TestNodes;

/// <summary>
/// A network that fails on demand, between a client and a server on loopback. A cut resets both ends of the connection
/// it hits and disarms itself, so that the client's next connection works.
/// </summary>
public sealed class TcpFaultProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<ProxyConnection, Task> _connections = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly int _target;
    private readonly Task _accepting;
    private TaskCompletionSource _open = Opened();
    private CutRule? _rule;
    private int _cuts;

    private TcpFaultProxy(int target)
    {
        _target = target;
        Port = Ports.Free();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    private delegate int? CutRule(ReadOnlySpan<byte> bytes, ProxyDirection direction);

    public int Port { get; }

    public int Connections => _connections.Count;

    /// <summary>How often an armed cut has struck.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    public static TcpFaultProxy To(int port) => new(port);

    /// <summary>Nothing is forwarded and nothing is closed: both ends believe in a connection that is silent.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>What was held back goes on its way.</summary>
    public void Resume() => _open.TrySetResult();

    /// <summary>RST on every connection there is; new ones are welcome.</summary>
    public void Reset()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Reset();
        }
    }

    /// <summary>Cuts once this many more bytes were forwarded in one direction, in the middle of a frame if it falls so.</summary>
    public void CutAfter(long bytes, ProxyDirection direction = ProxyDirection.ToServer)
    {
        var left = bytes;
        Arm((chunk, way) =>
        {
            if (way != direction)
            {
                return null;
            }

            if (chunk.Length >= left)
            {
                return (int)left;
            }

            left -= chunk.Length;
            return null;
        });
    }

    /// <summary>
    /// Cuts instead of forwarding the bytes that match. COMMIT seen on its way to the server is a commit that never happened;
    /// its answer seen on the way to the client is one that did and nobody was told.
    /// </summary>
    public void CutWhen(ProxyPredicate matches) => Arm((chunk, way) => matches(chunk, way) ? 0 : null);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        Reset();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _closing.Dispose();
    }

    /// <summary>How many bytes still pass before the cut; null when there is none.</summary>
    internal int? Judge(ReadOnlySpan<byte> bytes, ProxyDirection direction)
    {
        lock (_gate)
        {
            var pass = _rule?.Invoke(bytes, direction);
            if (pass is not null)
            {
                _rule = null;
                _cuts++;
            }

            return pass;
        }
    }

    internal Task WhileOpenAsync() => _open.Task.WaitAsync(_closing.Token);

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private void Arm(CutRule rule)
    {
        lock (_gate)
        {
            _rule = rule;
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new ProxyConnection(this, await _listener.AcceptAsync(_closing.Token));
                _connections[connection] = RunAsync(connection);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: the listener's ordinary end.
        }
    }

    private async Task RunAsync(ProxyConnection connection)
    {
        // Yield, so that the connection is in the table before it can be taken out of it.
        await Task.Yield();
        using (connection)
        {
            await connection.RunAsync(_target);
        }

        _connections.TryRemove(connection, out _);
    }
}
