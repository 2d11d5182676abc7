using MassTransit;
using QueueAgents.Contracts;
using QueueAgents.Integration.Fleet;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Plain;

/// <summary>One fleet for all tests of the plain queue, and somebody who listens to its events.</summary>
public sealed class PlainFleet(Broker broker, Database database) : IAsyncLifetime
{
    public const string Tests = "plain queue";

    private readonly Heard _heard = new();

    internal TestFleet Fleet { get; private set; } = null!;

    internal SubmitQueue Queue { get; private set; } = null!;

    internal Uri Url { get; private set; } = null!;

    internal RabbitNode Node { get; private set; } = null!;

    public string VirtualHost => Url.AbsolutePath[1..];

    public async ValueTask InitializeAsync()
    {
        Node = await broker.ManagedNodeAsync();
        Url = await Node.CreateVirtualHostAsync($"plain-{Guid.NewGuid():N}");
        Fleet = await TestFleet.StartAsync(Url, await database.CreateAsync(), worker => worker.Add<Counter>("counter"), bus => bus.AddConsumer<Heard>().Endpoint(e => e.Name = "listener"), _heard);
        Queue = await SubmitQueue.ConnectAsync(Url);
    }

    internal Task<T> HeardAsync<T>(Func<T, bool> which) where T : class => _heard.FindAsync(which);

    internal async Task StillServesAsync()
    {
        var runId = Guid.CreateVersion7();
        await Queue.PublishAsync($$"""{"runId":"{{runId}}","agent":"counter","input":1}""");
        await Fleet.UntilAsync(runId, RunState.Completed);
    }

    public async ValueTask DisposeAsync()
    {
        if (Queue is not null) await Queue.DisposeAsync();
        if (Fleet is not null) await Fleet.DisposeAsync();
    }
}

[CollectionDefinition(PlainFleet.Tests)]
public sealed class PlainTests : ICollectionFixture<PlainFleet>;
