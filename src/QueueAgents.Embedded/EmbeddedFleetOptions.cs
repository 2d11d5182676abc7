using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Worker;

namespace QueueAgents.Embedded;

/// <summary>A fleet in one process.</summary>
public sealed class EmbeddedFleetOptions
{
    /// <summary>The file that keeps the runs; made where there is none. One process at a time may hold it.</summary>
    public string StorePath { get; set; } = "queueagents.db";

    /// <summary>What the fleet's worker serves. Without it runs can be submitted and steered, and wait for a process that serves their agent.</summary>
    public Action<WorkerBuilder>? Agents { get; set; }

    /// <summary>What the agents are made from, and the logs; for a fleet that is started on its own.</summary>
    public Action<IServiceCollection>? Services { get; set; }

    /// <summary>How often timers, retries and leases are looked at when there were none. Default 100 ms.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Puts other parts in, after everything is there: for tests that break some.</summary>
    internal Action<IServiceCollection>? Exchange { get; set; }
}
