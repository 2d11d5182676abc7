using System.Net.Sockets;

namespace QueueAgents.Integration.Containers;

internal static class Docker
{
    private const string Path = "/var/run/docker.sock";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asked before the library of containers is, which would wait for long and log much.</summary>
    public static async Task<bool> AnswersAsync()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 }) return true;
        if (!File.Exists(Path)) return false;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path), patience.Token);
            await socket.SendAsync("GET /_ping HTTP/1.0\r\n\r\n"u8.ToArray(), patience.Token);
            return await socket.ReceiveAsync(new byte[64], patience.Token) > 0;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
