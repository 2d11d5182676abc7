using System.Diagnostics;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Measuring;

/// <summary>Every counter at one moment; null where there is none.</summary>
internal sealed record Reading
{
    public double? Server { get; private init; }
    public double? Worker { get; private init; }
    public double? Broker { get; private init; }
    public double? Database { get; private init; }
    public double Generator { get; private init; }
    public WriteCounters? Written { get; private init; }
    public long? Traffic { get; private init; }
    public long? ServerAllocated { get; private init; }
    public long? WorkerAllocated { get; private init; }

    /// <param name="clockLast">True before a load, false after it: processor time is read next to the load, so that reading the rest is not in it.</param>
    public static async Task<Reading> TakeAsync(Contender contender, RabbitNode broker, bool clockLast, CancellationToken ct)
    {
        var cpu = clockLast ? null : CpuOf(contender, broker);
        var traffic = (await broker.TrafficAsync()).Total;
        var written = contender.Database is { } database ? await database.WrittenAsync() : null;
        var server = await AllocatedAsync(contender.Servers, ct);
        var worker = await AllocatedAsync(contender.Workers, ct);
        return (cpu ?? CpuOf(contender, broker)) with { Traffic = traffic, Written = written, ServerAllocated = server, WorkerAllocated = worker };
    }

    private static Reading CpuOf(Contender contender, RabbitNode broker)
    {
        using var self = Process.GetCurrentProcess();
        return new()
        {
            Server = SumOf(contender.Servers),
            Worker = SumOf(contender.Workers),
            Broker = Cpu.MillisecondsOfTree(broker.Pid),
            Database = contender.Database?.Pid is { } pid ? Cpu.MillisecondsOfTree(pid) : null,
            Generator = self.TotalProcessorTime.TotalMilliseconds,
        };
    }

    private static double? SumOf(IReadOnlyList<MeasuredProcess> processes) => processes.Count == 0 ? null : processes.Sum(process => Cpu.MillisecondsOfTree(process.Pid));

    private static async Task<long?> AllocatedAsync(IReadOnlyList<MeasuredProcess> processes, CancellationToken ct)
    {
        long? sum = null;
        foreach (var process in processes) sum = (sum ?? 0) + await process.AllocatedAsync(ct);
        return sum;
    }
}
