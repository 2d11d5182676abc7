namespace QueueAgents.Agents;

/// <summary>One entry of memory.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Version">Grows with each write and never comes again; 0 where this very step has set it.</param>
/// <param name="ExpiresAt">When it is gone; null where it stays.</param>
public sealed record MemoryEntry<T>(string Key, T Value, long Version, DateTimeOffset? ExpiresAt);

/// <summary>One entry of memory, without its value.</summary>
/// <inheritdoc cref="MemoryEntry{T}"/>
public sealed record MemoryKey(string Key, long Version, DateTimeOffset? ExpiresAt);
