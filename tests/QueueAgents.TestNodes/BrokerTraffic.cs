namespace QueueAgents.TestNodes;

/// <summary>Bytes on the sockets of a broker's connections that are open, since each was opened.</summary>
public sealed record BrokerTraffic(long Received, long Sent)
{
    public long Total => Received + Sent;
}
