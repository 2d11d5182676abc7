using System.Net;
using System.Net.Sockets;

namespace QueueAgents.TestNodes;

/// <summary>
/// Free loopback ports. They lie below the ephemeral range, so that no outgoing connection takes the port of a node
/// that is stopped for a while, and each process begins in its own block, so that two test runs rarely meet.
/// </summary>
public static class Ports
{
    private const int First = 20_000;
    private const int Block = 40;
    private const int Blocks = 300;

    private static readonly Lock Gate = new();
    private static int _next = Environment.ProcessId % Blocks * Block;

    public static int Free() => Free(1)[0];

    public static IReadOnlyList<int> Free(int count)
    {
        lock (Gate)
        {
            var found = new List<int>(count);
            for (var tried = 0; found.Count < count; tried++)
            {
                if (tried > Block * Blocks)
                {
                    throw new InvalidOperationException($"No {count} free ports between {First} and {First + (Block * Blocks)}.");
                }

                var port = First + (_next++ % (Block * Blocks));
                if (CanBind(port))
                {
                    found.Add(port);
                }
            }

            return found;
        }
    }

    private static bool CanBind(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
