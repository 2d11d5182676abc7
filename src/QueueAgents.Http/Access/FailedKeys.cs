using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace QueueAgents.Http.Access;

/// <summary>
/// How many wrong keys an address may show: five a second. Nobody guesses 256 bits; this keeps who tries from keeping the database busy. A key
/// that was valid before is not held up, so that one bad client does not lock out the others behind its address.
/// </summary>
internal sealed class FailedKeys : IDisposable
{
    private const int PerSecond = 5;
    private const int NetworkBytes = 8;

    private readonly PartitionedRateLimiter<IPAddress?> limiter = PartitionedRateLimiter.Create<IPAddress?, IPAddress>(from =>
        RateLimitPartition.GetTokenBucketLimiter(NetworkOf(from), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = PerSecond,
            TokensPerPeriod = PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));

    public bool MayTry(IPAddress? from) => limiter.GetStatistics(from) is not { CurrentAvailablePermits: 0 };

    /// <summary>False where this one was already too many.</summary>
    public bool Count(IPAddress? from)
    {
        using var lease = limiter.AttemptAcquire(from);
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();

    /// <summary>Who has one address of version 6 has the 2^64 beside it.</summary>
    internal static IPAddress NetworkOf(IPAddress? from)
    {
        if (from is null) return IPAddress.None;
        if (from.IsIPv4MappedToIPv6) return from.MapToIPv4();
        if (from.AddressFamily != AddressFamily.InterNetworkV6) return from;
        var bytes = from.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
