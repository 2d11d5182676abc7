using System.Net;
using System.Net.Sockets;

namespace QueueAgents.TestNodes;

/// <summary>One client of the proxy and its counterpart, pumped both ways until one side ends or a cut strikes.</summary>
internal sealed class ProxyConnection(TcpFaultProxy proxy, Socket client) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public async Task RunAsync(int target)
    {
        try
        {
            client.NoDelay = true;
            _server.NoDelay = true;
            await proxy.WhileOpenAsync();
            await _server.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAll(
                PumpAsync(client, _server, ProxyDirection.ToServer),
                PumpAsync(_server, client, ProxyDirection.ToClient));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Reset();
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    /// <summary>Closing with a linger time of zero sends RST.</summary>
    public void Reset()
    {
        Reset(client);
        Reset(_server);
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already, which is what is wanted.
        }

        socket.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, ProxyDirection direction)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                await proxy.WhileOpenAsync();
                var pass = proxy.Judge(buffer.AsSpan(0, read), direction);
                await SendAsync(to, buffer.AsMemory(0, pass ?? read));
                if (pass is not null)
                {
                    Reset();
                    return;
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other direction waits on the same sockets: end it too, before this one is reported.
            Reset();
            throw;
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes)..];
        }
    }
}
