using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Embedded;
using QueueAgents.Samples;

namespace QueueAgents.Cli.Stores;

/// <summary>Starts the fleet of this process on a store.</summary>
internal static class Fleets
{
    private static readonly TimeSpan LetStepsEnd = TimeSpan.FromSeconds(5);

    /// <summary>Serves the agents of this program and goes on with every open run of the store.</summary>
    public static Task<EmbeddedFleet> WorkAsync(string path, bool verbose, CancellationToken ct) => StartAsync(path, verbose, works: true, ct);

    /// <summary>Takes orders only. What is to be done of them, the next process that works does.</summary>
    public static Task<EmbeddedFleet> OrderAsync(string path, bool verbose, CancellationToken ct) => StartAsync(path, verbose, works: false, ct);

    private static Task<EmbeddedFleet> StartAsync(string path, bool verbose, bool works, CancellationToken ct) => EmbeddedFleet.StartAsync(
        fleet =>
        {
            fleet.StorePath = StorePlace.MakeFolder(path);
            fleet.Agents = works ? worker => worker.AddSamples() : null;
            fleet.Services = services =>
            {
                services.AddSingleton(AgentSettings.Read());
                services.AddLogs(verbose);
                services.Configure<HostOptions>(host => host.ShutdownTimeout = LetStepsEnd);
            };
        },
        ct);
}
