namespace QueueAgents.Benchmarks.Measuring;

/// <summary>One measurement of one contender.</summary>
internal sealed record Sample
{
    public required string Contender { get; init; }
    public required int InFlight { get; init; }
    public required double Seconds { get; init; }
    public required int Pieces { get; init; }
    /// <summary>Of a floor: messages, rows.</summary>
    public required double StepsPerSecond { get; init; }
    public required double PiecesPerSecond { get; init; }
    /// <summary>What a run took from its submission to its result, divided by its steps.</summary>
    public required double StepP50Ms { get; init; }
    public required double StepP99Ms { get; init; }
    public required Cost PerStep { get; init; }
}
