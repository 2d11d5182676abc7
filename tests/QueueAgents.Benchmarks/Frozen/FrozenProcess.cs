using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace QueueAgents.Benchmarks.Frozen;

/// <summary>
/// Frozen. Server and worker of the baseline N₀: stock MassTransit, which means durable classic queues, the in-memory saga repository, and its own
/// prefetch, concurrency, serializer and confirms.
/// </summary>
internal static class FrozenProcess
{
    public const string Broker = "BENCHMARK_BROKER";

    public static Task<int> ServerAsync(CancellationToken ct) => RunAsync(bus => bus.AddSagaStateMachine<FrozenMachine, FrozenRun>().InMemoryRepository(), ct);

    public static Task<int> WorkerAsync(CancellationToken ct) => RunAsync(bus => bus.AddConsumer<FrozenStepConsumer>(), ct);

    private static async Task<int> RunAsync(Action<IBusRegistrationConfigurator> add, CancellationToken ct)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            add(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(builder.Configuration[Broker]!));
                rabbit.ConfigureEndpoints(context);
            });
        });
        await builder.Build().RunAsync(ct);
        return 0;
    }
}
