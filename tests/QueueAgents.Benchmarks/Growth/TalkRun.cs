namespace QueueAgents.Benchmarks.Growth;

/// <summary>Transcripts of one length, by the item.</summary>
/// <param name="Items">Of one transcript.</param>
/// <param name="LogBytes">Of the database's log; null where they cannot be counted.</param>
/// <param name="BrokerBytes">On the broker's sockets, in both directions.</param>
internal sealed record TalkRun(int Items, double? LogBytes, double? BrokerBytes, double Milliseconds);
