using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace QueueAgents.Worker;

/// <summary>
/// When a delivery cannot be acknowledged any more, because its channel is gone. Whoever handles it must return then: the client library
/// closes the channels of a broken connection one by one and waits for the handlers of each, so one that stays keeps the whole process
/// from connecting again, and if it waits for something to be sent it waits for itself.
/// </summary>
internal sealed class DeliveryLoss
{
    private readonly ConditionalWeakTable<IChannel, CancellationTokenSource> _channels = [];

    /// <summary>Cancelled when the delivery is lost; never where the transport has no channels.</summary>
    public CancellationToken Of(ReceiveContext delivery)
        => delivery.TryGetPayload(out ChannelContext? channel) ? _channels.GetValue(channel.Channel, Watch).Token : CancellationToken.None;

    private static CancellationTokenSource Watch(IChannel channel)
    {
        var lost = new CancellationTokenSource();
        channel.ChannelShutdownAsync += (_, _) =>
        {
            _ = lost.CancelAsync(); // What waits for it does not go on inside the event.
            return Task.CompletedTask;
        };
        if (channel.IsClosed) lost.Cancel();
        return lost;
    }
}
