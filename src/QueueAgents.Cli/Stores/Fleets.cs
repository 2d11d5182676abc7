using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Embedded;
using QueueAgents.Samples;

namespace QueueAgents.Cli.Stores;

/// <summary>Starts the fleet of this process on the store a command names.</summary>
internal static class Fleets
{
    private static readonly TimeSpan LetStepsEnd = TimeSpan.FromSeconds(5);

    /// <summary>Serves the agents of this program and goes on with every open run of the store.</summary>
    public static Task<EmbeddedFleet> WorkAsync(Invocation call, CancellationToken ct) => StartAsync(call, works: true, ct);

    /// <summary>Takes orders only. What is to be done of them, the next process that works does.</summary>
    public static Task<EmbeddedFleet> OrderAsync(Invocation call, CancellationToken ct) => StartAsync(call, works: false, ct);

    private static Task<EmbeddedFleet> StartAsync(Invocation call, bool works, CancellationToken ct) => EmbeddedFleet.StartAsync(
        fleet =>
        {
            fleet.StorePath = StorePlace.MakeFolder(call.Store);
            fleet.Agents = works ? worker => worker.AddSamples() : null;
            fleet.Services = services =>
            {
                services.AddLogs(call.Verbose);
                services.Configure<HostOptions>(host => host.ShutdownTimeout = LetStepsEnd);
            };
        },
        ct);
}
