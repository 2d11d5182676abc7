using System.Net;
using System.Net.Sockets;

namespace QueueAgents.TestNodes;

/// <summary>Asks a port whether a broker speaks there: the protocol header out, a method frame on channel 0 (connection.start) back.</summary>
internal static class AmqpHandshake
{
    private static readonly byte[] Header = "AMQP\0\0\u0009\u0001"u8.ToArray();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<bool> SucceedsAsync(int port)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Header, patience.Token);
            var start = new byte[11];
            await stream.ReadExactlyAsync(start, patience.Token);
            return start is [1, 0, 0, _, _, _, _, 0, 10, 0, 10];
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
