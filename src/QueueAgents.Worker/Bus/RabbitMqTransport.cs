using System.Net.Security;
using System.Security.Authentication;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;
using QueueAgents.Rights;
using QueueAgents.Transport.RabbitMq;

namespace QueueAgents.Worker;

/// <summary>What only RabbitMQ has: the connection, kinds of queues, and queues that go with their process.</summary>
internal static class RabbitMqTransport
{
    /// <summary>A silent broker, or a silent worker, is noticed after two of these.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public static void Configure(IRabbitMqBusFactoryConfigurator rabbit, IServiceProvider context)
    {
        var options = context.GetRequiredService<WorkerOptions>();
        rabbit.Host(options.Broker, NameOf(context), host =>
        {
            host.Heartbeat(Heartbeat);
            if (options.Broker.Scheme is "amqps" or "rabbitmqs")
            {
                host.UseSsl(ssl =>
                {
                    ssl.Protocol = SslProtocols.None; // The system chooses.
                    ssl.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors);
                });
            }
        });

        WorkerBus.Configure(rabbit, context, Temporary);
    }

    /// <summary>The connection steps and outcomes cross.</summary>
    public static RabbitLaneOptions Lane(IServiceProvider context)
    {
        var options = context.GetRequiredService<WorkerOptions>();
        return new(options.Broker, $"{NameOf(context)} steps", options.QueueType == QueueType.Quorum, options.SendTimeout);
    }

    /// <summary>What a worker does at its broker.</summary>
    public static NeededRights Rights(IServiceProvider context) => new(
        context.GetRequiredService<WorkerOptions>().Broker,
        NameOf(context),
        [
            new BrokerRight.SendTo(Queues.Run),
            new BrokerRight.SendTo(Queues.Door),
            new BrokerRight.TellIn(Queues.Outcomes),
            new BrokerRight.TellIn(Queues.Live),
            .. StepQueues.QueuesOf(context.GetRequiredService<AgentCatalogue>()).Select(queue => new BrokerRight.Read(queue)),
            new BrokerRight.Own($"{Queues.Reply(context.GetRequiredService<WorkerIdentity>().Instance)}.rights"),
        ]);

    /// <summary>What an operator sees of the connection: who, and what it serves.</summary>
    private static string NameOf(IServiceProvider context)
        => $"worker@{context.GetRequiredService<WorkerIdentity>().Host} {string.Join(",", context.GetRequiredService<AgentCatalogue>().All.Select(agent => agent.Definition.Name))}";

    private static void Temporary(IReceiveEndpointConfigurator endpoint)
    {
        var queue = (IRabbitMqReceiveEndpointConfigurator)endpoint;
        queue.Durable = false;
        queue.AutoDelete = true;
        queue.QueueExpiration = TimeSpan.FromMinutes(1);
    }
}
