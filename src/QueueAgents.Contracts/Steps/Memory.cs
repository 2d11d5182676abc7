namespace QueueAgents.Contracts;

/// <summary>What a step writes to memory. It travels in the outcome and is committed with it, or not at all.</summary>
public sealed record MemoryWrite
{
    /// <summary>False: of the run's agent. True: of all agents of the run's tenant.</summary>
    public bool Shared { get; init; }

    /// <summary>Whom or what it is about; empty where it is about nobody in particular.</summary>
    public string Subject { get; init; } = "";

    public string Key { get; init; } = "";

    /// <summary>None deletes the entry.</summary>
    public Json Value { get; init; }

    /// <summary>How long it is kept from the commit on; null = until it is deleted.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>Write only where the entry still has this version; 0 = only where there is none; null = whatever there is.</summary>
    public long? Expected { get; init; }
}

/// <summary>How large memory may be. Servers and workers hold to the same numbers.</summary>
public static class MemoryLimits
{
    /// <summary>Characters of a key, and of a subject.</summary>
    public const int KeyLength = 128;

    /// <summary>UTF-8 bytes of one value as JSON: 64 KiB.</summary>
    public const int ValueBytes = 64 << 10;

    /// <summary>UTF-8 bytes of all values one step writes: 256 KiB.</summary>
    public const int StepBytes = 256 << 10;

    /// <summary>Entries one step writes.</summary>
    public const int StepWrites = 100;

    /// <summary>The longest time an entry may be kept that expires at all: 10 years.</summary>
    public static readonly TimeSpan LongestExpiry = TimeSpan.FromDays(3650);
}
