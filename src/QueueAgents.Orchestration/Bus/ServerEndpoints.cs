using MassTransit;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Bus.Places;
using QueueAgents.Orchestration.Bus.Plain;
using QueueAgents.Rights;
using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Bus;

/// <summary>The server's queues on the bus, whatever the transport; outcomes come by the lane. Nothing is bound by convention: what a queue takes is written here.</summary>
internal static class ServerEndpoints
{
    private const ushort Prefetch = 128;

    public static void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ControlConsumer>();
        bus.AddConsumer<PlainConsumer>();
        bus.AddConsumer<DoorConsumer>();
        bus.AddConsumer<WorkersConsumer>();
        // Without the broker a server still takes work, so it is not sick but degraded.
        bus.ConfigureHealthCheckOptions(health => (health.Name, health.MinimalFailureStatus) = ("broker", HealthStatus.Degraded));
    }

    public static void Configure(IBusFactoryConfigurator bus, IRegistrationContext context, bool quorum)
    {
        bus.ConfigureJsonSerializerOptions(Json.ForBus);

        Endpoint(bus, Queues.Control, quorum, endpoint =>
        {
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            {
                Place(rabbit, context);
                rabbit.Bind<SubmitRun>();
                rabbit.Bind<CancelRun>();
                rabbit.Bind<PauseRun>();
                rabbit.Bind<ResumeRun>();
                rabbit.Bind<SignalRun>();
                rabbit.Bind<AnswerRun>();
                rabbit.Bind<RetryRun>();
            }

            endpoint.ConfigureConsumer<ControlConsumer>(context);
        });
        bus.ReceiveEndpoint(Queues.Submit, endpoint =>
        {
            Basics(endpoint, quorum);
            // Not in its place: what is on its way when that is given up comes again, and of an anonymous task nobody could tell whether it had been taken.
            endpoint.ConfigureReceive(receive => receive.UseFilter(new PlainFilter()));
            endpoint.ConfigureConsumer<PlainConsumer>(context);
        });
        Endpoint(bus, Queues.Door, quorum, endpoint =>
        {
            endpoint.ConfigureConsumer<DoorConsumer>(context);
            endpoint.ConfigureConsumer<WorkersConsumer>(context);
        });
    }

    /// <summary>What a server does at its broker.</summary>
    public static IReadOnlyList<BrokerRight> Rights { get; } =
    [
        .. new[] { Queues.Run, Queues.Control, Queues.Submit, Queues.Door }.Select(queue => new BrokerRight.Read(queue)),
        .. new[] { nameof(RunCompleted), nameof(RunFailed), nameof(RunCancelled), nameof(RunWaiting), nameof(RunRejected), nameof(StepSuperseded), nameof(DrainWorker) }
            .Select(published => new BrokerRight.SendTo($"{typeof(RunCompleted).Namespace}:{published}")),
        new BrokerRight.HearFrom(Queues.Outcomes),
        new BrokerRight.HearFrom(Queues.Live),
        new BrokerRight.Answer(),
    ];

    private static void Endpoint(IBusFactoryConfigurator bus, string queue, bool quorum, Action<IReceiveEndpointConfigurator> configure)
        => bus.ReceiveEndpoint(queue, endpoint =>
        {
            Basics(endpoint, quorum);
            endpoint.UseFilter(new EnvelopeGuard());
            configure(endpoint);
        });

    private static void Basics(IReceiveEndpointConfigurator endpoint, bool quorum)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PrefetchCount = Prefetch;
        // A fault is told to who asked. Nobody else listens for it: what failed lies in the error queue.
        endpoint.PublishFaults = false;
        endpoint.ConfigureError(error =>
        {
            error.UseFilter(new RefusalFilter());
            error.UseFilter(new GenerateFaultFilter());
            error.UseFilter(new ErrorTransportFilter());
        });
        if (quorum && endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) rabbit.SetQuorumQueue();
    }

    private static void Place(IRabbitMqReceiveEndpointConfigurator endpoint, IServiceProvider services)
    {
        const ushort ahead = 64;
        endpoint.ConcurrentMessageLimit = Prefetch + ahead;
        endpoint.ConfigureChannel(channel => channel.UseFilter(new PlaceFilter(new Precedence(services.GetRequiredService<Place>(), ahead), services)));
    }
}
