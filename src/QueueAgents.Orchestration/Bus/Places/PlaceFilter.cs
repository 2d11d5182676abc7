using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace QueueAgents.Orchestration.Bus.Places;

/// <summary>Has an endpoint of the bus read its queue ahead of others too. The bus knows one consumer for each queue, and goes on to.</summary>
internal sealed class PlaceFilter(Precedence precedence, IServiceProvider services) : IFilter<ChannelContext>
{
    public Task Send(ChannelContext context, IPipe<ChannelContext> next)
        => next.Send(new PlacedChannel(context, precedence, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<PlaceReader>>()));

    public void Probe(ProbeContext context) => context.CreateFilterScope("place").Add("priority", precedence.Place.Priority);

    private sealed class PlacedChannel(ChannelContext inner, Precedence precedence, TimeProvider time, ILogger log) : ScopeChannelContext(inner, inner.CancellationToken), ChannelContext
    {
        private PlaceReader? ahead;

        async Task<string> ChannelContext.BasicConsume(
            string queue, bool noAck, bool exclusive, IDictionary<string, object> arguments, IAsyncBasicConsumer consumer, string consumerTag, CancellationToken cancellationToken)
        {
            var tag = await base.BasicConsume(queue, noAck, exclusive, arguments, new Watched(consumer, () => _ = EndAsync()), consumerTag, cancellationToken);
            ahead = PlaceReader.Start(base.Channel, queue, precedence, consumer, time, log);
            return tag;
        }

        async Task ChannelContext.BasicCancel(string consumerTag, CancellationToken cancellationToken)
        {
            await EndAsync().WaitAsync(cancellationToken); // First: what it still gave would come to an endpoint that has stopped.
            await base.BasicCancel(consumerTag, cancellationToken);
        }

        private Task EndAsync() => Interlocked.Exchange(ref ahead, null)?.DisposeAsync().AsTask() ?? Task.CompletedTask;
    }

    /// <summary>The bus's own consumer. When the broker stops it, the bus reads the queue again over the same channel, with another.</summary>
    private sealed class Watched(IAsyncBasicConsumer inner, Action stopped) : IAsyncBasicConsumer
    {
        public IChannel? Channel => inner.Channel;

        public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            stopped();
            return inner.HandleBasicCancelAsync(consumerTag, cancellationToken);
        }

        public Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
            => inner.HandleBasicDeliverAsync(consumerTag, deliveryTag, redelivered, exchange, routingKey, properties, body, cancellationToken);

        public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => inner.HandleBasicConsumeOkAsync(consumerTag, cancellationToken);

        public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => inner.HandleBasicCancelOkAsync(consumerTag, cancellationToken);

        public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => inner.HandleChannelShutdownAsync(channel, reason);
    }
}
