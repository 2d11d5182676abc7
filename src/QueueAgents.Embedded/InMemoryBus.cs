using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Bus;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Transport;
using QueueAgents.Transport.Memory;
using QueueAgents.Worker;

namespace QueueAgents.Embedded;

/// <summary>Server and worker on one bus that is nothing but memory: the same endpoints, consumers and messages as on RabbitMQ.</summary>
internal static class InMemoryBus
{
    public static void AddInMemoryBus(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(IBusControl)))
            throw new InvalidOperationException("This host has a MassTransit bus already; give the fleet a host of its own.");

        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            ServerEndpoints.AddConsumers(bus);
            bus.UsingInMemory((context, memory) =>
            {
                ServerEndpoints.Configure(memory, context, quorum: false);
                WorkerBus.Configure(memory, context);
            });
        });
        services.AddSingleton<ILane, MemoryLane>();
        services.AddHostedService<LaneLife>();
        services.AddSingleton<FleetBus>();
        services.AddSingleton<ReadyWorker>();
        services.Replace(ServiceDescriptor.Singleton<IFleetBus, WaitingBus>());
    }
}

/// <summary>Whether the worker reads its queues. Before that, a message sent to one would vanish: memory keeps nothing for nobody.</summary>
internal sealed class ReadyWorker
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _queues;

    public ReadyWorker(StepQueues queues)
    {
        _queues = [.. queues.Queues];
        queues.AllReady += () => _ready.TrySetResult();
    }

    public bool Serves(string queue) => _queues.Contains(queue);

    public Task WaitAsync() => _ready.Task;
}

/// <summary>Sends when somebody reads, and says so where nobody ever will: what a broker's confirmed and mandatory messages are elsewhere.</summary>
internal sealed class WaitingBus(FleetBus bus, ReadyWorker worker, Inheritance inherited) : IFleetBus
{
    public async Task<bool> SendStepAsync(string queue, ExecuteStep step, Guid messageId, ActivityContext trace, bool mayShare)
    {
        if (!worker.Serves(queue)) return false;
        await worker.WaitAsync();
        return await bus.SendStepAsync(queue, inherited.Mark(step), messageId, trace, mayShare);
    }

    public async Task PublishAsync(object message, Guid messageId, ActivityContext trace, CancellationToken ct)
    {
        await worker.WaitAsync().WaitAsync(ct);
        await bus.PublishAsync(message, messageId, trace, ct);
    }
}

/// <summary>For a fleet without a worker: what is to be sent stays due, for the next process on the same store.</summary>
internal sealed class NoBus : IFleetBus
{
    public Task<bool> SendStepAsync(string queue, ExecuteStep step, Guid messageId, ActivityContext trace, bool mayShare) => throw Nobody();

    public Task PublishAsync(object message, Guid messageId, ActivityContext trace, CancellationToken ct) => throw Nobody();

    private static InvalidOperationException Nobody() => new("This process has no worker.");
}
