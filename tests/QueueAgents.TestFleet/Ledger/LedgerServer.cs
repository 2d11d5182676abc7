using System.Net;
using System.Net.Sockets;
using System.Text;
using QueueAgents.Contracts;

namespace QueueAgents.TestFleet;

/// <summary>
/// The outside world: appends every call to a file before it answers, whoever calls and however often. It knows no keys and refuses
/// nothing, so what it has written is what really happened.
/// </summary>
internal static class LedgerServer
{
    public static async Task<int> RunAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        using var turn = new SemaphoreSlim(1);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine($"ledger on {((IPEndPoint)listener.LocalEndpoint).Port}");
        while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(), file, turn);
    }

    private static async Task ServeAsync(TcpClient client, FileStream file, SemaphoreSlim turn)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
                if (await reader.ReadLineAsync() is not { } line || new Json(line).As<LedgerCall>() is not { } call) return;
                await AppendAsync(Json.Of(call with { At = DateTimeOffset.UtcNow }).Text!, file, turn);
                await client.GetStream().WriteAsync("ok\n"u8.ToArray());
            }
            catch (IOException)
            {
                // The caller was killed; what it said before is written.
            }
        }
    }

    private static async Task AppendAsync(string line, FileStream file, SemaphoreSlim turn)
    {
        await turn.WaitAsync();
        try
        {
            // Unbuffered: once written it is the kernel's, and no kill of this process takes it back.
            await file.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        }
        finally
        {
            turn.Release();
        }
    }
}
