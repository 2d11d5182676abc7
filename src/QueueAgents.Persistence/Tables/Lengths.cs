using QueueAgents.Contracts;

namespace QueueAgents.Persistence.Tables;

/// <summary>Limits of what stands in an index. Other texts are unlimited here; their limits are checked at the door.</summary>
internal static class Lengths
{
    public const int Name = 64;
    public const int Key = 200;
    public const int Instance = 200;
    public const int Queue = 120;
    public const int Effect = 400;
    /// <summary>Of keys and of subjects of memory: two of them and two names fit in a clustered key of SQL Server.</summary>
    public const int Memory = MemoryLimits.KeyLength;
    /// <summary>Bytes of a SHA-256.</summary>
    public const int Hash = 32;
}
