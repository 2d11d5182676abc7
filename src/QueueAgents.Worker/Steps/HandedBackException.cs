namespace QueueAgents.Worker;

/// <summary>The delivery goes back to its queue, for this or another worker; it is not a bad message.</summary>
internal sealed class HandedBackException(string why) : Exception($"The step is handed back to its queue: {why}.");
