using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>The worker's part of a bus, on any transport: an endpoint for itself. Steps come by the lane.</summary>
internal static class WorkerBus
{
    /// <param name="bus">The bus being configured.</param>
    /// <param name="context">Where the worker's services are.</param>
    /// <param name="reply">What the transport adds to the endpoint that lives and dies with this process.</param>
    public static void Configure(
        IBusFactoryConfigurator bus,
        IServiceProvider context,
        Action<IReceiveEndpointConfigurator>? reply = null)
    {
        bus.ConfigureJsonSerializerOptions(Json.ForBus);
        bus.ReceiveEndpoint(Queues.Reply(context.GetRequiredService<WorkerIdentity>().Instance), endpoint =>
        {
            endpoint.PublishFaults = false; // Bound to StepSuperseded and DrainWorker, which servers publish to every worker.
            reply?.Invoke(endpoint);
            endpoint.Instance(context.GetRequiredService<SupersededConsumer>());
            endpoint.Instance(context.GetRequiredService<DrainConsumer>());
        });
    }
}
