namespace QueueAgents.Benchmarks.Arguments;

/// <summary>What a verb was told.</summary>
/// <param name="Duration">Of one measurement.</param>
/// <param name="Repeat">How often each is taken.</param>
/// <param name="Connection">The SQL Server to use; null: a PostgreSQL of our own.</param>
/// <param name="Json">The file that gets the numbers, if any.</param>
internal sealed record Setup(TimeSpan Duration, int Repeat, string QueueType, string? Connection, string? Json);
