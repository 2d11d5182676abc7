using System.Net.Sockets;
using System.Text;

namespace QueueAgents.EndToEnd.Http;

/// <summary>A client that does what no HTTP library does: stops sending in the middle, or does not read.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    /// <param name="address">Of the server.</param>
    /// <param name="receives">How much the system may keep for a client that does not read; as little as it can by default.</param>
    public static async Task<RawClient> ConnectAsync(Uri address, int receives = 4 << 10)
    {
        var client = new RawClient();
        client._socket.ReceiveBufferSize = receives;
        await client._socket.ConnectAsync(address.Host, address.Port);
        return client;
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>The beginning of a request, to this host, without the empty line that ends its headers.</summary>
    public Task BeginAsync(string request, params string[] headers) => SendAsync(string.Join("\r\n", [request, "Host: localhost", .. headers, ""]));

    /// <summary>Whatever has come by the time the server says no more.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 << 10];
        try
        {
            while (await _socket.ReceiveAsync(buffer, ct) is > 0 and var read) text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (SocketException)
        {
            // Cut off, which ends it as well.
        }

        return text.ToString();
    }

    /// <summary>What has come until it holds a text.</summary>
    public async Task<string> ReadUntilAsync(string end, CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new byte[4 << 10];
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            var read = await _socket.ReceiveAsync(buffer, ct);
            if (read == 0) throw new IOException($"The server has ended it after: {text}");
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    public void Dispose() => _socket.Dispose();
}
