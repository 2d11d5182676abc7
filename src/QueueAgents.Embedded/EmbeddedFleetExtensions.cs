using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using QueueAgents.Orchestration;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Workers;
using QueueAgents.Orchestration.Watching;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.Transport;
using QueueAgents.Worker;

namespace QueueAgents.Embedded;

/// <summary>Puts a fleet into a host.</summary>
public static class EmbeddedFleetExtensions
{
    /// <summary>
    /// Server, worker and store in this process: no broker and no database server. It is the same code as in a fleet of many
    /// processes; killed at any point, the next start goes on from the file. Use <see cref="EmbeddedFleet"/> to submit runs.
    /// </summary>
    /// <exception cref="InvalidOperationException">The host has a MassTransit bus already.</exception>
    public static IServiceCollection AddEmbeddedFleet(this IServiceCollection services, Action<EmbeddedFleetOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new EmbeddedFleetOptions();
        configure(options);
        return services.AddEmbeddedFleet(options);
    }

    internal static IServiceCollection AddEmbeddedFleet(this IServiceCollection services, EmbeddedFleetOptions options)
    {
        services.AddSingleton(options);
        services.AddSqliteStore(options.StorePath);
        services.AddSingleton<Inheritance>();
        services.AddHostedService<FreshStart>(); // Before anything reads the store.
        services.AddOrchestration();
        services.Configure<FleetOptions>(fleet => fleet.SweepEvery = options.SweepEvery);

        services.AddSingleton(s => new EmbeddedFleet(
            s.GetRequiredService<IDeliverer>(), s.GetRequiredService<IRunReader>(), s.GetRequiredService<RunWatch>(), s.GetRequiredService<ILive>()));

        services.Replace(ServiceDescriptor.Singleton<IWorkerDrain, NoDrain>());
        if (options.Agents is { } agents) services.AddWorker(agents).AddInMemoryBus();
        else services.Replace(ServiceDescriptor.Singleton<IFleetBus, NoBus>());
        options.Exchange?.Invoke(services);
        return services;
    }
}
