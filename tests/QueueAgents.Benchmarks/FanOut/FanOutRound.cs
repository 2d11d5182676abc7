namespace QueueAgents.Benchmarks.FanOut;

/// <summary>One round. Times of a step are time over steps: with many at once, much less than one step takes.</summary>
/// <param name="SequentialP99Ms">Of whole runs.</param>
/// <param name="OthersP99Ms">Of whole runs, while the fan-out goes on.</param>
internal sealed record FanOutRound(double SequentialStepMs, double SequentialP99Ms, double AloneStepMs, double TogetherStepMs, double OthersP99Ms, int Others);
