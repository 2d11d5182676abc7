using System.Net;
using System.Net.Sockets;
using System.Text;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Nodes;

public sealed class TcpFaultProxyTests : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly TcpFaultProxy _proxy;
    private readonly List<Socket> _sockets = [];

    public TcpFaultProxyTests()
    {
        var port = Ports.Free();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
        _proxy = TcpFaultProxy.To(port);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_pass_both_ways_and_a_close_is_passed_on()
    {
        var (client, server) = await ConnectAsync();

        await Say(client, "question");
        Assert.Equal("question", await Hear(server));
        await Say(server, "answer");
        Assert.Equal("answer", await Hear(client));

        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await Hear(server));
    }

    [Fact]
    public async Task A_cut_on_given_bytes_resets_both_ends_before_they_arrive_and_strikes_once()
    {
        var (client, server) = await ConnectAsync();
        _proxy.CutWhen((bytes, way) => way == ProxyDirection.ToServer && bytes.IndexOf("COMMIT"u8) >= 0);

        await Say(client, "BEGIN");
        Assert.Equal("BEGIN", await Hear(server));
        await Say(client, "COMMIT");
        await AssertReset(server);
        await AssertReset(client);
        Assert.Equal(1, _proxy.Cuts);

        var (again, other) = await ConnectAsync();
        await Say(again, "COMMIT");
        Assert.Equal("COMMIT", await Hear(other));
    }

    [Fact]
    public async Task A_cut_after_n_bytes_lets_no_more_than_n_through()
    {
        var (client, server) = await ConnectAsync();
        _proxy.CutAfter(7);

        await Say(client, "12345");
        Assert.Equal("12345", await Hear(server));
        await Say(client, "67890");

        await AssertReset(client);
        var heard = new StringBuilder();
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (true)
            {
                heard.Append(await Hear(server));
            }
        });
        // A reset may overtake the last bytes, and never adds any.
        Assert.StartsWith(heard.ToString(), "67", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_connection_is_silent_and_open_and_delivers_when_resumed()
    {
        var (client, server) = await ConnectAsync();
        _proxy.Pause();
        await Say(client, "held");
        var hearing = Hear(server);

        await Assert.ThrowsAsync<TimeoutException>(() => hearing.WaitAsync(TimeSpan.FromMilliseconds(100), Cancel));
        Assert.Equal(1, _proxy.Connections);

        _proxy.Resume();
        Assert.Equal("held", await hearing);
    }

    [Fact]
    public async Task A_reset_ends_every_connection_and_welcomes_new_ones()
    {
        var (client, server) = await ConnectAsync();

        _proxy.Reset();

        await AssertReset(client);
        await AssertReset(server);
        await Eventually.Async("the connection to be forgotten", () => _proxy.Connections == 0);
        await ConnectAsync();
    }

    [Fact]
    public async Task A_server_that_is_gone_looks_gone_through_the_proxy()
    {
        _listener.Dispose();

        // The reset may be there before the connect has returned.
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await Hear(await DialAsync()));

        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _listener.Dispose();
        _sockets.ForEach(socket => socket.Dispose());
    }

    private async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        var client = await DialAsync();
        var server = await _listener.AcceptAsync(Cancel);
        _sockets.Add(server);
        return (client, server);
    }

    private async Task<Socket> DialAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, Cancel);
        return client;
    }

    private static async Task Say(Socket socket, string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text), Cancel);

    private static async Task<string> Hear(Socket socket)
    {
        var buffer = new byte[100];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Cancel));
    }

    private static async Task AssertReset(Socket socket)
    {
        var failure = await Assert.ThrowsAsync<SocketException>(() => Hear(socket));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }
}
