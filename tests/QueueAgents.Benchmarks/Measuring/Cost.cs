namespace QueueAgents.Benchmarks.Measuring;

/// <summary>What one step cost; null where there is no such process, or where its counters cannot be read.</summary>
internal sealed record Cost
{
    public double? ServerCpuMs { get; init; }
    public double? WorkerCpuMs { get; init; }
    public double? BrokerCpuMs { get; init; }
    public double? DatabaseCpuMs { get; init; }
    /// <summary>Of the four.</summary>
    public double CpuMs => (ServerCpuMs ?? 0) + (WorkerCpuMs ?? 0) + (BrokerCpuMs ?? 0) + (DatabaseCpuMs ?? 0);
    /// <summary>Of the process that makes the load, the same for every system.</summary>
    public double GeneratorCpuMs { get; init; }
    /// <summary>Transactions that wrote.</summary>
    public double? Commits { get; init; }
    /// <summary>Of the database's log to its disk.</summary>
    public double? Flushes { get; init; }
    /// <summary>Of the database's log.</summary>
    public double? LogBytes { get; init; }
    /// <summary>On the broker's sockets, in both directions.</summary>
    public double? BrokerBytes { get; init; }
    public double? ServerAllocatedBytes { get; init; }
    public double? WorkerAllocatedBytes { get; init; }
}
