using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace QueueAgents.Orchestration.Bus.Places;

/// <summary>The bus's own consumer, and a word to who reads ahead of it when the broker has stopped it: the bus begins another then, perhaps over the same channel.</summary>
internal sealed class WatchedConsumer(IAsyncBasicConsumer inner, Action stopped) : IAsyncBasicConsumer
{
    public IChannel? Channel => inner.Channel;

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        stopped();
        return inner.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        stopped();
        return inner.HandleChannelShutdownAsync(channel, reason);
    }

    public Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        => inner.HandleBasicDeliverAsync(consumerTag, deliveryTag, redelivered, exchange, routingKey, properties, body, cancellationToken);

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => inner.HandleBasicConsumeOkAsync(consumerTag, cancellationToken);

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => inner.HandleBasicCancelOkAsync(consumerTag, cancellationToken);
}
