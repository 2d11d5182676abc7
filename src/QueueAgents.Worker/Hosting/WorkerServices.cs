using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QueueAgents.Agents;
using QueueAgents.Transport;

namespace QueueAgents.Worker;

/// <summary>Everything of a worker but its bus, for a host of its own and for one that is a server as well.</summary>
internal static class WorkerServices
{
    public static IServiceCollection AddWorker(this IServiceCollection services, Action<WorkerBuilder> configure)
    {
        var worker = new WorkerBuilder(services);
        configure(worker);
        if (worker.Agents.Count == 0) throw new InvalidOperationException("The worker serves nothing; add an agent: worker.Add<MyAgent>(\"my-agent\").");

        var options = services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section);
        if (worker.Options is { } set) options.Configure(set);
        options
            .ValidateDataAnnotations()
            .Validate(
                o => o.Broker.Scheme is "amqp" or "amqps" or "rabbitmq" or "rabbitmqs",
                "QueueAgents:Broker is an address like amqp://user:password@host:5672/vhost.")
            .Validate(o => o.Prices.All(price => price.IsSound), "QueueAgents:Prices: each has a Model, and Input, Output, CachedInput and CacheWrite of zero or more.")
            .Validate(o => Enum.IsDefined(o.QueueType), "QueueAgents:QueueType is Quorum or Classic.")
            .ValidateOnStart();
        services.AddSingleton(services => services.GetRequiredService<IOptions<WorkerOptions>>().Value);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new AgentCatalogue(worker.Agents));
        services.AddModels(worker);
        services.AddSingleton(WorkerIdentity.Create());
        services.AddLive();
        services.AddSingleton<Wire>();
        services.AddSingleton<Slots>();
        services.AddSingleton<StepsInFlight>();
        services.AddSingleton<Claims>();
        services.AddSingleton(new TranscriptCache());
        services.AddSingleton<StepRunner>();
        services.AddSingleton<OutcomeWriter>();
        services.AddSingleton<OutcomeSender>();
        services.AddSingleton<StepIntake>();
        services.AddSingleton<SupersededConsumer>();
        services.AddSingleton<StepQueues>();
        services.AddSingleton<IReader>(services => services.GetRequiredService<StepQueues>());
        services.AddSingleton<Announcer>();
        services.AddSingleton<Drain>();
        services.AddSingleton<DrainConsumer>();
        services.AddHostedService<WorkerLife>();
        return services;
    }

    private static void AddModels(this IServiceCollection services, WorkerBuilder worker)
    {
        services.AddSingleton(host => new ModelCatalogue(host, worker.Models));
        services.AddSingleton(host => new PriceTable(host.GetRequiredService<WorkerOptions>().Prices, host.GetRequiredService<ILogger<PriceTable>>()));
        services.AddSingleton(host => new AgentTelemetry(host.GetRequiredService<WorkerOptions>().TraceContents));
        services.AddSingleton<ModelTurn>();
        services.AddSingleton<ToolRunner>();
    }
}
