namespace QueueAgents.TestNodes;

public enum ProxyDirection
{
    ToServer,
    ToClient,
}

/// <summary>Looks at bytes that are about to be forwarded, as they came off the socket in one read.</summary>
public delegate bool ProxyPredicate(ReadOnlySpan<byte> bytes, ProxyDirection direction);
