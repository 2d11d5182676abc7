namespace QueueAgents.Benchmarks.Latency;

/// <summary>A way to submit a run and to hear of its end.</summary>
internal abstract class Way
{
    public abstract string Name { get; }

    public abstract Task<Lap> RunAsync(CancellationToken ct);
}
