using System.Net;

namespace QueueAgents.Http.Access;

/// <summary>What a machine calls itself, and no other machine.</summary>
internal static class LoopbackNames
{
    public static bool Contains(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
