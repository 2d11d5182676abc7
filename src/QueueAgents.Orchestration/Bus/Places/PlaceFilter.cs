using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;
using RabbitMQ.Client;

namespace QueueAgents.Orchestration.Bus.Places;

/// <summary>Has an endpoint of the bus read its queue ahead of others too. The bus knows one consumer for each queue, and keeps to that one.</summary>
internal sealed class PlaceFilter(Precedence precedence, IServiceProvider services) : IFilter<ChannelContext>
{
    public Task Send(ChannelContext context, IPipe<ChannelContext> next)
        => next.Send(new PlacedChannel(context, precedence, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<PlaceReader>>()));

    public void Probe(ProbeContext context) => context.CreateFilterScope("place").Add("priority", precedence.Place.Priority);

    private sealed class PlacedChannel(ChannelContext inner, Precedence precedence, TimeProvider time, ILogger log) : ScopeChannelContext(inner, inner.CancellationToken), ChannelContext
    {
        private PlaceReader? ahead;
        private volatile bool stopped;

        async Task<string> ChannelContext.BasicConsume(
            string queue, bool noAck, bool exclusive, IDictionary<string, object> arguments, IAsyncBasicConsumer consumer, string consumerTag, CancellationToken cancellationToken)
        {
            var tag = await base.BasicConsume(queue, noAck, exclusive, arguments, new WatchedConsumer(consumer, () => _ = EndAsync()), consumerTag, cancellationToken);
            Interlocked.Exchange(ref ahead, PlaceReader.Start(base.Channel, queue, precedence, consumer, time, log));
            if (stopped) await EndAsync(); // In between.
            return tag;
        }

        /// <summary>The endpoint is stopping: what comes meanwhile it leaves to whoever reads the queue when this channel is closed.</summary>
        async Task ChannelContext.BasicCancel(string consumerTag, CancellationToken cancellationToken)
        {
            await EndAsync().WaitAsync(cancellationToken);
            await base.BasicCancel(consumerTag, cancellationToken);
        }

        private Task EndAsync()
        {
            stopped = true;
            return Interlocked.Exchange(ref ahead, null)?.DisposeAsync().AsTask() ?? Task.CompletedTask;
        }
    }
}
