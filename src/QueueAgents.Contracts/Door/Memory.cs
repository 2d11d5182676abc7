namespace QueueAgents.Contracts;

/// <summary>Read one entry of memory. Tenant and agent are those of the run.</summary>
public sealed record ReadMemory
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    /// <summary>See <see cref="MemoryWrite.Shared"/>.</summary>
    public bool Shared { get; init; }
    public string Subject { get; init; } = "";
    public string Key { get; init; } = "";
}

/// <summary>The entry; version 0 where there is none, or where it has expired.</summary>
public sealed record MemoryFound
{
    public Json Value { get; init; }
    /// <summary>Grows with each write of the entry and never comes again, not even after a deletion.</summary>
    public long Version { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Read which entries there are, in the order of their keys: a page of them.</summary>
public sealed record ListMemory
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    /// <summary>See <see cref="MemoryWrite.Shared"/>.</summary>
    public bool Shared { get; init; }
    public string Subject { get; init; } = "";
    /// <summary>How their keys begin; empty = all.</summary>
    public string Prefix { get; init; } = "";
    /// <summary>The last key of the page before; empty = the first page.</summary>
    public string After { get; init; } = "";
}

/// <summary>A page of entries without their values; <see cref="More"/> is false on the last.</summary>
public sealed record MemoryPage
{
    public IReadOnlyList<MemoryListed> Entries { get; init; } = [];
    public bool More { get; init; }
}

/// <summary>One entry, without its value.</summary>
public sealed record MemoryListed
{
    public string Key { get; init; } = "";
    public long Version { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}
