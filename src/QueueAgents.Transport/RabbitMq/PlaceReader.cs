using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>
/// Reads a queue once more over a channel that reads it already, ahead of others, for as long as the place is held. What comes goes to the same
/// consumer, which hears nothing of when this begins and ends.
/// </summary>
internal sealed partial class PlaceReader : IAsyncBasicConsumer, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource ended = new();
    private readonly IChannel channel;
    private readonly string queue;
    private readonly Precedence precedence;
    private readonly IAsyncBasicConsumer takes;
    private readonly Task keeping;
    private volatile Consumer? reads;

    private PlaceReader(IChannel channel, string queue, Precedence precedence, IAsyncBasicConsumer takes, TimeProvider time, ILogger log)
    {
        (this.channel, this.queue, this.precedence, this.takes) = (channel, queue, precedence, takes);
        channel.ChannelShutdownAsync += EndAsync;
        keeping = Keeping.KeepAsync(OnceAsync, () => !channel.IsOpen, reason => NotAhead(log, queue, reason), Pause, time, ended.Token);
    }

    public IChannel? Channel => takes.Channel;

    /// <param name="channel">It reads the queue already: how many messages that consumer may have is not changed any more.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="precedence">How much, and when.</param>
    /// <param name="takes">The consumer that reads it already.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told when it cannot be read ahead of others, which is tried again.</param>
    public static PlaceReader Start(IChannel channel, string queue, Precedence precedence, IAsyncBasicConsumer takes, TimeProvider time, ILogger log)
        => new(channel, queue, precedence, takes, time, log);

    /// <summary>Takes nothing more; what was taken goes on. From the call on it begins nothing anew; the task ends when the broker has heard of it.</summary>
    public async ValueTask DisposeAsync()
    {
        channel.ChannelShutdownAsync -= EndAsync;
        await ended.CancelAsync();
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        => takes.HandleBasicDeliverAsync(consumerTag, deliveryTag, redelivered, exchange, routingKey, properties, body, cancellationToken);

    /// <summary>The broker stops this one; if it stops the other too, that one sees to it.</summary>
    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        if (reads is { } consumer && consumer.Tag == consumerTag) consumer.Withdrawn.TrySetResult();
        return Task.CompletedTask;
    }

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => Task.CompletedTask;

    private async Task OnceAsync()
    {
        await precedence.Place.UntilAsync(held: true, ended.Token);
        var consumer = reads = new Consumer($"ahead-{Guid.NewGuid():N}", new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await channel.BasicQosAsync(0, precedence.Room, global: false, CancellationToken.None); // Of the consumers that come after it.
            if (ended.IsCancellationRequested) return;
            var arguments = new Dictionary<string, object?> { ["x-priority"] = precedence.Place.Priority };
            await channel.BasicConsumeAsync(queue, autoAck: false, consumer.Tag, noLocal: false, exclusive: false, arguments, this, CancellationToken.None);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
            await Task.WhenAny(precedence.Place.UntilAsync(held: false, waiting.Token), consumer.Withdrawn.Task);
            await waiting.CancelAsync();
            if (!consumer.Withdrawn.Task.IsCompleted && channel.IsOpen) await channel.BasicCancelAsync(consumer.Tag, noWait: false, CancellationToken.None);
        }
        catch when (channel.IsOpen)
        {
            // The broker may still do what it was asked, and a consumer of which nobody knows must not stay: whoever owns the channel opens another.
            await channel.AbortAsync(CancellationToken.None);
            throw;
        }

        if (consumer.Withdrawn.Task.IsCompleted) throw new LaneClosedException("the broker has withdrawn it");
    }

    private Task EndAsync(object sender, ShutdownEventArgs shutdown) => ended.CancelAsync();

    private sealed record Consumer(string Tag, TaskCompletionSource Withdrawn);

    [LoggerMessage(5003, LogLevel.Debug, "{Queue} is not read ahead of others ({Reason}); trying again")]
    private static partial void NotAhead(ILogger log, string queue, string reason);
}
