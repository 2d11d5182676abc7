namespace QueueAgents.TestNodes;

/// <summary>How many messages wait in a queue, and how many are with consumers that have not answered.</summary>
public sealed record QueueDepth(int Ready, int Unacked);
