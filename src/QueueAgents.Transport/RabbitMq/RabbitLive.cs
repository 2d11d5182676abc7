using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using RabbitMQ.Client;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>
/// What models say over RabbitMQ: an exchange that keeps nothing, by run. Who listens has a queue of its own for as long as it listens, which is
/// bound for the very runs it listens to; for all others the broker has nowhere to put what is said, and drops it. Nothing is confirmed or
/// acknowledged, and each side has channels of its own, so that whatever happens here, the lane goes on.
/// </summary>
internal sealed partial class RabbitLive(LiveListeners listeners, TimeProvider time, ILogger<RabbitLive> log) : ILive
{
    /// <summary>How many pieces wait here for the broker, or there for a server that does not take them; then the oldest are dropped.</summary>
    private const int Most = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);
    private static readonly Dictionary<string, object?> Bounded = new() { ["x-queue-type"] = "classic", ["x-max-length"] = Most, ["x-overflow"] = "drop-head" };

    private readonly Channel<LiveText> waiting = Channel.CreateBounded<LiveText>(
        new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Tell(LiveText text) => waiting.Writer.TryWrite(text);

    public IDisposable Listen(Guid runId, Action<LiveText> heard) => listeners.Add(runId, heard);

    /// <summary>A listener's own queue: bounded, and gone with its connection.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> DeclareQueueAsync(IChannel channel, string exchange, CancellationToken ct)
        => (await channel.QueueDeclareAsync($"{exchange}.{Guid.NewGuid():N}", durable: false, exclusive: true, autoDelete: true, Bounded, cancellationToken: ct)).QueueName;

    /// <summary>Tells and listens over this connection until it is lost.</summary>
    public Task RunAsync(IConnection connection, CancellationToken ct)
        => Task.WhenAll(KeepAsync(() => TellAsync(connection, ct), ct), KeepAsync(() => ListenAsync(connection, ct), ct));

    private Task KeepAsync(Func<Task> once, CancellationToken ct) => Keeping.KeepAsync(once, () => false, reason => Silent(log, reason), Pause, time, ct);

    private async Task TellAsync(IConnection connection, CancellationToken ct)
    {
        await waiting.Reader.WaitToReadAsync(ct); // A worker without models needs no channel.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await Declaring.PassingAsync(channel, Queues.Live, ct);
        await foreach (var text in waiting.Reader.ReadAllAsync(ct))
            await channel.BasicPublishAsync(Queues.Live, KeyOf(text.RunId), mandatory: false, new BasicProperties(), LiveMessage.Write(text), ct);
    }

    private async Task ListenAsync(IConnection connection, CancellationToken ct)
    {
        while (listeners.Now is { Runs.Count: 0, Changed: var first }) await first.WaitAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, shutdown) =>
        {
            closed.TrySetException(new LaneClosedException(shutdown.ReplyText));
            return Task.CompletedTask;
        };
        await Declaring.PassingAsync(channel, Queues.Live, ct);
        var queue = await DeclareQueueAsync(channel, Queues.Live, ct);
        await channel.BasicConsumeAsync(queue, autoAck: true, new Ear(channel, listeners), ct);

        var bound = new HashSet<Guid>();
        while (true)
        {
            var (runs, changed) = listeners.Now;
            foreach (var run in runs.Where(bound.Add)) await channel.QueueBindAsync(queue, Queues.Live, KeyOf(run), cancellationToken: ct);
            foreach (var run in bound.Except(runs).ToList())
            {
                bound.Remove(run);
                await channel.QueueUnbindAsync(queue, Queues.Live, KeyOf(run), cancellationToken: ct);
            }

            var next = Task.WhenAny(changed, closed.Task);
            try
            {
                await (await (bound.Count > 0 ? next.WaitAsync(ct) : next.WaitAsync(Linger, time, ct)));
            }
            catch (TimeoutException)
            {
                return; // Nobody listens any more: the queue goes with its channel.
            }
        }
    }

    private static string KeyOf(Guid runId) => runId.ToString("N");

    /// <summary>Takes what comes and hands it on.</summary>
    private sealed class Ear(IChannel channel, LiveListeners listeners) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            if (LiveMessage.Read(body.Span) is { } text && KeyOf(text.RunId) == routingKey) listeners.Tell(text);
            return Task.CompletedTask;
        }
    }

    [LoggerMessage(5030, LogLevel.Warning, "What models say is neither told nor heard for now ({Reason}); trying again")]
    private static partial void Silent(ILogger log, string reason);
}
