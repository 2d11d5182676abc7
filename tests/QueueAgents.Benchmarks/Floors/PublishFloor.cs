using System.Collections.Concurrent;
using MassTransit;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Loads;

namespace QueueAgents.Benchmarks.Floors;

/// <summary>What one hop costs: a message of 1 KB, published by plain MassTransit with the broker's confirmation, and consumed. A step is two of them.</summary>
internal sealed class PublishFloor : Contender
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> open = new();
    private readonly IBusControl sender;
    private readonly IBusControl receiver;

    private PublishFloor(Uri broker)
    {
        sender = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(broker));
        receiver = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(broker);
            rabbit.ReceiveEndpoint("hop", endpoint => endpoint.Handler<Hop>(context =>
            {
                if (open.TryRemove(context.Message.Id, out var waiting)) waiting.TrySetResult();
                return Task.CompletedTask;
            }));
        });
        Load = new RunLoad(1, OneAsync);
    }

    public override string Name => "publish + consume";

    public override ILoad Load { get; }

    public static async Task<PublishFloor> StartAsync(Uri broker, CancellationToken ct)
    {
        var floor = new PublishFloor(broker);
        await floor.receiver.StartAsync(ct);
        await floor.sender.StartAsync(ct);
        return floor;
    }

    public override async ValueTask DisposeAsync()
    {
        await sender.StopAsync();
        await receiver.StopAsync();
    }

    private async Task OneAsync(CancellationToken ct)
    {
        var hop = new Hop(Guid.CreateVersion7(), Ballast.Kilobyte);
        var consumed = open[hop.Id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await sender.Publish(hop, ct);
        await consumed.Task.WaitAsync(ct);
    }

    internal sealed record Hop(Guid Id, string Body);
}
