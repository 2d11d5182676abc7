namespace QueueAgents.Benchmarks.Loads;

/// <summary>Whole runs, from the submission to the result.</summary>
internal sealed class RunLoad(int steps, Func<CancellationToken, Task> run) : ILoad
{
    public int StepsPerPiece => steps;

    public Task OneAsync(CancellationToken ct) => run(ct);
}
