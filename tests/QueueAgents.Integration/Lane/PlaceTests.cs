using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Orchestration.Bus.Places;
using QueueAgents.TestNodes;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Lane;

/// <summary>Who of two that read one queue takes what, on a real broker. Each has room for two messages in its place, and for one more that it shares.</summary>
public sealed class PlaceTests(Broker broker) : LaneTest(broker)
{
    private const string Queue = "placed";
    private const ushort Shared = 1;
    private readonly Precedence first = new(new Place(2), Room: 2);
    private readonly Precedence second = new(new Place(1), Room: 2);
    private readonly Held a = new();
    private readonly Held b = new();

    [Fact]
    public async Task Of_two_lanes_the_higher_takes_what_it_has_room_for_then_the_lower_and_they_share_the_rest()
    {
        var url = await BrokerAsync();
        await using var higher = Lane(url);
        await using var lower = Lane(url);
        await using var sender = Lane(url);
        lower.Open([new(Queue, Shared, b.TakeAsync) { Precedence = second }]);
        higher.Open([new(Queue, Shared, a.TakeAsync) { Precedence = first }]);
        sender.Open([]);
        await FillAsync(url, sender);

        await higher.StopReadingAsync([Queue], Ct);
        Release();
        await ArrivesAsync(sender, Queue, Message());
        await b.UntilAsync(4);
        Assert.Equal(4, a.Count);
    }

    [Fact]
    public async Task Of_two_endpoints_of_the_bus_too_and_when_the_higher_is_stopped_the_lower_has_all()
    {
        var url = await BrokerAsync();
        await using var sender = Lane(url);
        sender.Open([]);
        await using var services = Services();
        var lower = Bus(url, second, b, services);
        var higher = Bus(url, first, a, services);
        await lower.StartAsync(Ct);
        await higher.StartAsync(Ct);
        await FillAsync(url, sender);

        Release();
        await higher.StopAsync(Ct);
        await ArrivesAsync(sender, Queue, Message());
        await b.UntilAsync(4);
        Assert.Equal(4, a.Count);
        await lower.StopAsync(Ct);
        await ReadAsync(url, consumers: 0);
    }

    [Fact]
    public async Task A_place_that_is_given_up_is_the_next_ones_until_it_is_taken_again()
    {
        var url = await BrokerAsync();
        await using var services = Services();
        var higher = Bus(url, first, a, services);
        await higher.StartAsync(Ct);
        await using var lower = Lane(url);
        lower.Open([new(Queue, Shared, b.TakeAsync) { Precedence = second }]);
        await using var sender = Lane(url);
        sender.Open([]);
        Release();
        foreach (var (place, held, readers, takes) in new (Place, bool, uint, Held?)[]
                 {
                     (first.Place, true, 4, a), (first.Place, false, 3, b), (second.Place, false, 2, null),
                     (first.Place, true, 3, a), (second.Place, true, 4, a), (first.Place, false, 3, b),
                 })
        {
            place.Hold(held);
            await ReadAsync(url, readers); // A queue counts a reader until what it has taken is settled.
            if (takes is null) continue; // Either may.
            var (mine, all) = (takes.Count, a.Count + b.Count);
            await ArrivesAsync(sender, Queue, Message());
            await takes.UntilAsync(mine + 1);
            Assert.Equal(all + 1, a.Count + b.Count);
        }

        await higher.StopAsync(Ct);
    }

    [Fact]
    public async Task A_queue_that_is_deleted_is_read_in_the_same_order_again()
    {
        var url = await BrokerAsync();
        await using var sender = Lane(url);
        sender.Open([]);
        await using var services = Services();
        var lower = Bus(url, second, b, services);
        await using var higher = Lane(url);
        await lower.StartAsync(Ct);
        higher.Open([new(Queue, Shared, a.TakeAsync) { Precedence = first }]);
        await ReadAsync(url, consumers: 4);
        await using var connection = await ConnectAsync(url);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);

        await channel.QueueDeleteAsync(Queue, cancellationToken: Ct);

        await FillAsync(url, sender);
        Release();
        await lower.StopAsync(Ct);
    }

    [Fact]
    public async Task Whom_the_broker_stops_ahead_of_others_is_ahead_of_them_again()
    {
        var url = await BrokerAsync();
        await using var connection = await ConnectAsync(url);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Ct);
        var takes = new Noting(channel);
        var ahead = PlaceReader.Start(channel, Queue, first, takes, TimeProvider.System, NullLogger.Instance);
        await ReadAsync(url, consumers: 1);
        await channel.BasicPublishAsync("", Queue, body: "any"u8.ToArray(), cancellationToken: Ct);
        var tag = await takes.Tag.WaitAsync(Patience, Ct);

        await ahead.HandleBasicCancelAsync(tag, Ct); // So would the broker say, which here goes on.

        await ReadAsync(url, consumers: 2);
        await ahead.HandleBasicCancelAsync(tag, Ct); // Of one that is no more.
        await ahead.DisposeAsync();
        await ReadAsync(url, consumers: 1);
    }

    /// <summary>Two for the higher, two for the lower, one more for each; one waits until the higher has room.</summary>
    private async Task FillAsync(Uri url, RabbitLane sender)
    {
        await ReadAsync(url, consumers: 4);
        foreach (var (ofA, ofB) in new[] { (1, 0), (2, 0), (2, 1), (2, 2) })
        {
            await ArrivesAsync(sender, Queue, Message());
            await a.UntilAsync(ofA);
            await b.UntilAsync(ofB);
        }

        await ArrivesAsync(sender, Queue, Message());
        await ArrivesAsync(sender, Queue, Message());
        await a.UntilAsync(3);
        await b.UntilAsync(3);
        await ArrivesAsync(sender, Queue, Message());
        await using var connection = await ConnectAsync(url);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await Eventually.Async("one to wait", async () => (await channel.QueueDeclarePassiveAsync(Queue, Ct)).MessageCount == 1);
        Assert.Equal((3, 3), (a.Count, b.Count));
        a.ReleaseOne();
        await a.UntilAsync(4);
        Assert.Equal(3, b.Count);
    }

    private static async Task ReadAsync(Uri url, uint consumers)
    {
        await using var connection = await ConnectAsync(url);
        uint? found = null;
        await Eventually.Async($"{consumers} to read it", async () =>
        {
            await using var look = await connection.CreateChannelAsync(cancellationToken: Ct); // Asking for what is not there closes it.
            return (found = (await look.QueueDeclarePassiveAsync(Queue, Ct)).ConsumerCount) == consumers;
        }, describe: () => $"{found} do");
    }

    private void Release()
    {
        a.Release();
        b.Release();
    }

    private static ServiceProvider Services() => new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).BuildServiceProvider();

    private static IBusControl Bus(Uri url, Precedence precedence, Held held, IServiceProvider services) => MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit =>
    {
        rabbit.Host(url);
        rabbit.ReceiveEndpoint(Queue, endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.PrefetchCount = Shared;
            endpoint.ConcurrentMessageLimit = Shared + precedence.Room;
            endpoint.ConfigureChannel(channel => channel.UseFilter(new PlaceFilter(precedence, services)));
            endpoint.ConfigureReceive(receive => receive.UseExecuteAsync(_ => held.TakeAsync()));
        });
    });

    private sealed class Noting(IChannel channel) : AsyncDefaultBasicConsumer(channel)
    {
        private readonly TaskCompletionSource<string> tag = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Tag => tag.Task;

        public override async Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            await Channel.BasicAckAsync(deliveryTag, multiple: false, cancellationToken);
            tag.TrySetResult(consumerTag);
        }
    }

    /// <summary>Keeps what it has taken until it is told to be done with it.</summary>
    private sealed class Held
    {
        private readonly ConcurrentQueue<TaskCompletionSource> open = new();
        private volatile bool released;
        private int count;

        public int Count => Volatile.Read(ref count);

        public async Task<Verdict> TakeAsync(Arrived arrived)
        {
            await TakeAsync();
            return Verdict.Done;
        }

        public async Task TakeAsync()
        {
            var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!released) open.Enqueue(kept);
            Interlocked.Increment(ref count);
            if (!released) await kept.Task.WaitAsync(Patience, Ct);
        }

        public void ReleaseOne()
        {
            Assert.True(open.TryDequeue(out var oldest));
            oldest.SetResult();
        }

        public void Release()
        {
            released = true;
            while (open.TryDequeue(out var kept)) kept.SetResult();
        }

        public Task UntilAsync(int taken) => Eventually.Async($"{taken} to have come", () => Count == taken, describe: () => $"{Count} have");
    }
}
