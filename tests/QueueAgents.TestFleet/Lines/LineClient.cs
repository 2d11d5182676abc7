using System.Net;
using System.Net.Sockets;
using System.Text;

namespace QueueAgents.TestFleet;

/// <summary>Says one line to a <see cref="LineServer"/> and reads one. One connection per call: a call ends with the process that made it.</summary>
internal static class LineClient
{
    public static async Task<string> AskAsync(int port, string line, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), ct);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadLineAsync(ct) ?? throw new IOException("The other side hung up.");
    }
}
