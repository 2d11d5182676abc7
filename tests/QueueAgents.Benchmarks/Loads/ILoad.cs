namespace QueueAgents.Benchmarks.Loads;

/// <summary>One piece of work, done again and again by so many lanes at a time.</summary>
internal interface ILoad
{
    /// <summary>What one piece counts for: the steps of a run, 1 for a message or a row.</summary>
    int StepsPerPiece { get; }

    Task OneAsync(CancellationToken ct);
}
