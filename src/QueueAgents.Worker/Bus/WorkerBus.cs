using MassTransit;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>The worker's part of a bus, on any transport: one endpoint per agent and state version it reads, and one for itself.</summary>
internal static class WorkerBus
{
    /// <param name="bus">The bus being configured.</param>
    /// <param name="context">Where the worker's services are.</param>
    /// <param name="step">What the transport adds to an endpoint that steps wait in.</param>
    /// <param name="reply">What the transport adds to the endpoint that lives and dies with this process.</param>
    public static void Configure(
        IBusFactoryConfigurator bus,
        IServiceProvider context,
        Action<IReceiveEndpointConfigurator>? step = null,
        Action<IReceiveEndpointConfigurator>? reply = null)
    {
        bus.ConfigureJsonSerializerOptions(Json.ForBus);
        var options = context.GetRequiredService<WorkerOptions>();
        var endpoints = context.GetRequiredService<StepEndpoints>();
        foreach (var queue in endpoints.Queues)
        {
            bus.ReceiveEndpoint(queue, endpoint =>
            {
                endpoint.PrefetchCount = options.Concurrency; // The limit itself is shared: see Slots.
                endpoint.ConfigureConsumeTopology = false; // Steps are sent to their queue, never published.
                NoFaults(endpoint);
                step?.Invoke(endpoint);
                endpoint.ConnectReceiveEndpointObserver(endpoints);
                endpoint.Instance(context.GetRequiredService<StepConsumer>());
            });
        }

        bus.ReceiveEndpoint(Queues.Reply(context.GetRequiredService<WorkerIdentity>().Instance), endpoint =>
        {
            NoFaults(endpoint); // Bound to StepSuperseded and DrainWorker, which servers publish to every worker.
            reply?.Invoke(endpoint);
            endpoint.Instance(context.GetRequiredService<SupersededConsumer>());
            endpoint.Instance(context.GetRequiredService<DrainConsumer>());
        });
    }

    /// <summary>No fault events: outcomes say what failed, and what is malformed is in the error queue.</summary>
    private static void NoFaults(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.PublishFaults = false;
        endpoint.ConfigureError(error =>
        {
            error.UseFilter(new HandBackFilter());
            error.UseFilter(new ErrorTransportFilter());
        });
    }
}
