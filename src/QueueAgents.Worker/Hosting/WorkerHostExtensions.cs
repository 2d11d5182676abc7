using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Rights;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;

namespace QueueAgents.Worker;

/// <summary>Makes a host a worker.</summary>
public static class WorkerHostExtensions
{
    /// <summary>
    /// Takes steps of the agents added from RabbitMQ and runs them. Settings come from the configuration section <c>QueueAgents</c>
    /// (<see cref="WorkerOptions"/>). A worker has no database; everything it needs comes through the broker.
    /// </summary>
    /// <exception cref="InvalidOperationException">No agent was added, or the host has a MassTransit bus already.</exception>
    public static IHostApplicationBuilder AddQueueAgentsWorker(this IHostApplicationBuilder builder, Action<WorkerBuilder> worker)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(worker);
        if (builder.Services.Any(service => service.ServiceType == typeof(IBusControl)))
        {
            throw new InvalidOperationException("This host has a MassTransit bus already; give the worker a host of its own.");
        }

        builder.Services.AddWorker(worker);
        builder.Services.AddSingleton(RabbitMqTransport.Rights);
        builder.Services.AddHostedService<RightsCheck>();
        builder.Services.AddSingleton(RabbitMqTransport.Lane);
        builder.Services.AddRabbitLane();
        builder.Services.AddHostedService<LaneLife>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            // Answers come over the channel that asked. A queue of its own would vanish with a killed worker, and a server that answers it
            // then would lose its channel, and with it the answers to all others.
            bus.SetRabbitMqReplyToRequestClientFactory();
            bus.UsingRabbitMq((context, rabbit) => RabbitMqTransport.Configure(rabbit, context));
        });
        return builder;
    }
}
