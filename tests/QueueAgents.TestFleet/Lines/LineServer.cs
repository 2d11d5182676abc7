using System.Net;
using System.Net.Sockets;
using System.Text;

namespace QueueAgents.TestFleet;

/// <summary>Answers a line with a line, whoever calls and however often, on a port that it prints.</summary>
internal static class LineServer
{
    public static async Task<int> RunAsync(string name, Func<string, Task<string>> answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine($"{name} on {((IPEndPoint)listener.LocalEndpoint).Port}");
        while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(), answer);
    }

    private static async Task ServeAsync(TcpClient client, Func<string, Task<string>> answer)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
                if (await reader.ReadLineAsync() is not { } line) return;
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(await answer(line) + "\n"));
            }
            catch (IOException)
            {
                // The caller was killed; what it said before is written.
            }
        }
    }
}
