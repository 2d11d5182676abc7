namespace QueueAgents.Benchmarks.Databases;

/// <summary>What a database has written since it was started.</summary>
/// <param name="Commits">Transactions that wrote.</param>
/// <param name="Bytes">Of its log.</param>
internal sealed record WriteCounters(long Commits, long Bytes);
