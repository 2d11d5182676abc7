using QueueAgents.Benchmarks.Measuring;

namespace QueueAgents.Benchmarks.Steps;

/// <summary>One contender at one number in flight, over all rounds.</summary>
internal sealed record StepsRow
{
    public required string Contender { get; init; }
    public required int InFlight { get; init; }
    public required Spread StepsPerSecond { get; init; }
    public required Spread PiecesPerSecond { get; init; }
    public required Spread StepP50Ms { get; init; }
    public required Spread StepP99Ms { get; init; }
    /// <summary>The median of the ratios of the rounds: of what was measured within the same minute.</summary>
    public double? OfBaseline { get; init; }
    public double? CpuOfBaseline { get; init; }
    public required IReadOnlyDictionary<string, Spread> PerStep { get; init; }
    public required IReadOnlyList<Sample> Samples { get; init; }

    public Spread? Cost(string name) => PerStep.GetValueOrDefault(name);
}
