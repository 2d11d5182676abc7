using Microsoft.Extensions.Hosting;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Worker;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>A worker as a user writes it.</summary>
internal static class OurWorker
{
    public static async Task<int> RunAsync(string[] agents, CancellationToken ct)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.AddQueueAgentsWorker(worker => Served.Add(worker, agents));
        await builder.Build().RunAsync(ct);
        return 0;
    }
}
