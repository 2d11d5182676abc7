using System.Buffers.Binary;
using System.Net.Sockets;

namespace QueueAgents.Benchmarks.Measuring;

/// <summary>How much another process has allocated since its start: a thread in it answers at a socket. See <see cref="StartupHook"/>.</summary>
internal sealed class AllocationGauge(string path)
{
    public const string Variable = "BENCHMARK_GAUGE";

    /// <summary>What the process is started with.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(AllocationGauge).Assembly.Location,
        [Variable] = path,
    };

    /// <summary>The side of the process that is measured.</summary>
    public static void Answer(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        new Thread(() => Answer(socket)) { IsBackground = true, Name = "benchmark gauge" }.Start();
    }

    public async Task<long> ReadAsync(CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
        await using var stream = new NetworkStream(socket);
        var number = new byte[sizeof(long)];
        await stream.ReadExactlyAsync(number, ct);
        return BinaryPrimitives.ReadInt64LittleEndian(number);
    }

    private static void Answer(Socket socket)
    {
        var number = new byte[sizeof(long)];
        while (true)
        {
            using var asker = socket.Accept();
            BinaryPrimitives.WriteInt64LittleEndian(number, GC.GetTotalAllocatedBytes());
            asker.Send(number);
        }
    }
}
