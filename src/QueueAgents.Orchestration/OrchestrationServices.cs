using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QueueAgents.Orchestration.Bus;
using QueueAgents.Orchestration.Bus.Places;
using QueueAgents.Orchestration.Bus.Plain;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Door;
using QueueAgents.Orchestration.Recovery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Watching;
using QueueAgents.Orchestration.Telemetry;
using QueueAgents.Orchestration.Workers;
using QueueAgents.Rights;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;

namespace QueueAgents.Orchestration;

/// <summary>Puts a server's parts together. The store and the transport are added by whoever hosts it.</summary>
internal static class OrchestrationServices
{
    public static IServiceCollection AddOrchestration(this IServiceCollection services)
    {
        services.AddOptions<FleetOptions>().BindConfiguration("QueueAgents").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(s => s.GetRequiredService<IOptions<FleetOptions>>().Value);
        services.AddSingleton(s => s.GetRequiredService<FleetOptions>().Limits);
        services.AddSingleton(s => new LeaseTime(s.GetRequiredService<FleetOptions>().Lease));
        services.AddSingleton(s => new QueueWait(s.GetRequiredService<FleetOptions>().QueueWait));
        services.AddSingleton(s => new SendTimeout(s.GetRequiredService<FleetOptions>().SendTimeout));
        services.AddSingleton(s => PaceOf(s.GetRequiredService<FleetOptions>()));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<FleetClock>();

        services.AddSingleton<RunMachine>();
        services.AddSingleton(s => new MomentSource(
            s.GetRequiredService<FleetClock>(), s.GetRequiredService<Limits>(), s.GetRequiredService<WorkerDirectory>().Served,
            sendGuard: 3 * s.GetRequiredService<FleetOptions>().SendTimeout));
        services.AddSingleton<Deliverer>();
        services.AddSingleton<IDeliverer>(s => s.GetRequiredService<Deliverer>());
        services.AddSingleton(s => new KnownRuns(s.GetRequiredService<FleetOptions>().RememberBytes));
        services.AddSingleton<GroupCommit>();
        services.AddSingleton<CommitLoad>();

        services.AddSingleton<SendStop>();
        services.AddSingleton<IFleetBus, FleetBus>();
        services.AddSingleton<Confirmations>();
        services.AddSingleton<Cascade>();
        services.AddSingleton<StepPace>();
        services.AddSingleton<Sender>();
        services.AddSingleton<Handovers>();
        services.AddSingleton<AfterCommit>();
        services.AddSingleton<RunWatch>();
        services.AddLive();
        services.AddSingleton<IAfterCommit, TellWatchers>();

        services.AddSingleton<WorkerDirectory>();
        services.AddSingleton<IWorkerDrain, WorkerDrain>();
        services.AddSingleton<DoorKeeper>();
        services.AddSingleton<DoorPatience>();
        services.AddSingleton(s => new Place(Seniority.Of(s.GetRequiredService<TimeProvider>().GetUtcNow(), Random.Shared.Next(Seniority.Lots))));
        services.AddSingleton<BusIntake>();
        services.AddSingleton<IReader, OutcomeReader>();
        services.AddSingleton<RunRequests>();
        services.AddSingleton<PlainAnswers>();
        services.AddSingleton<Relay>();
        services.AddSingleton<Timekeeper>();

        services.AddHostedService<ClockSetter>();
        // The writer starts first and stops last: everything else delivers to it.
        services.AddHostedService<CommitLoop>();
        services.AddHostedService<ConfirmLoop>();
        services.AddHostedService<DirectoryLoop>();
        services.AddHostedService<RelayLoop>();
        services.AddHostedService<TimekeeperLoop>();
        services.AddHostedService<HandoverLoop>();
        services.AddHostedService<ForgetLoop>();
        services.AddHostedService<WatchLoop>();
        services.AddHostedService<FleetGauges>();
        return services;
    }

    /// <summary>The server's side of a bus on RabbitMQ.</summary>
    public static IServiceCollection AddServerBus(this IServiceCollection services)
    {
        services.AddSingleton<ISentinel>(s => new RabbitSentinel(s.GetRequiredService<FleetOptions>().Broker, s.GetRequiredService<FleetOptions>().Quorum));
        services.AddSingleton<BrokerLoss>();
        services.AddSingleton(s => LaneOf(s.GetRequiredService<FleetOptions>()));
        services.AddRabbitLane();
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            ServerEndpoints.AddConsumers(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                var options = context.GetRequiredService<FleetOptions>();
                rabbit.Host(options.Broker, $"server@{Environment.MachineName}", host => host.Heartbeat(TimeSpan.FromSeconds(10)));
                ServerEndpoints.Configure(rabbit, context, options.Quorum);
            });
        });
        services.AddHostedService<LaneLife>();
        services.AddHostedService<BrokerWatch>();
        services.AddHostedService<PlaceKeeper>();
        services.AddHostedService<PlainAnswerLoop>();
        services.AddSingleton(s => new NeededRights(s.GetRequiredService<FleetOptions>().Broker, $"server@{Environment.MachineName}", ServerEndpoints.Rights));
        services.AddHostedService<RightsCheck>();
        return services;
    }

    private static RabbitLaneOptions LaneOf(FleetOptions options) => new(options.Broker, $"server@{Environment.MachineName} steps", options.Quorum, options.SendTimeout);

    private static Pace PaceOf(FleetOptions options) => new(options.SweepEvery, options.SweepEvery, options.SendTimeout / 5, TimeSpan.FromSeconds(5));
}
