namespace QueueAgents.Benchmarks.Measuring;

/// <summary>One measurement. Per step where not said otherwise; times in milliseconds.</summary>
internal sealed record Sample
{
    public required double StepsPerSecond { get; init; }
    /// <summary>From submission to result, ten steps.</summary>
    public required double P50 { get; init; }
    public required double P99 { get; init; }
    public required double Commits { get; init; }
    public required double WalSyncs { get; init; }
    public required double WalBytes { get; init; }
    public required double ServerCpu { get; init; }
    public required double WorkerCpu { get; init; }
    public required double BrokerCpu { get; init; }
    public required double DatabaseCpu { get; init; }
    /// <summary>Of this process, which makes the load: the same for every system.</summary>
    public required double GeneratorCpu { get; init; }

    public double Cpu => ServerCpu + WorkerCpu + BrokerCpu + DatabaseCpu;
}
