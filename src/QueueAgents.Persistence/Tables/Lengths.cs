namespace QueueAgents.Persistence.Tables;

/// <summary>Limits of the texts that stand in an index. All other texts are unlimited here; their limits are checked at the door.</summary>
internal static class Lengths
{
    public const int Name = 64;
    public const int Key = 200;
    public const int Instance = 200;
    public const int Queue = 120;
    public const int Effect = 400;
}
