using QueueAgents.Transport.RabbitMq;
using RabbitMQ.Client;

namespace QueueAgents.Rights;

/// <summary>One thing a broker user must be allowed to do, as something that can be tried without leaving a trace.</summary>
internal abstract record BrokerRight
{
    /// <summary>Throws what the broker says; 403 means no.</summary>
    public abstract Task TryAsync(IChannel channel, CancellationToken ct);

    /// <summary>Declare an exchange and send to it. The message is taken back before the broker hands it to anybody.</summary>
    public sealed record SendTo(string Exchange) : BrokerRight
    {
        public override async Task TryAsync(IChannel channel, CancellationToken ct)
        {
            await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
            await channel.TxSelectAsync(ct);
            await channel.BasicPublishAsync(Exchange, "", mandatory: false, new BasicProperties(), ReadOnlyMemory<byte>.Empty, ct);
            await channel.TxRollbackAsync(ct);
        }

        public override string ToString() => $"write to exchange '{Exchange}'";
    }

    /// <summary>Say in an exchange what is kept nowhere.</summary>
    public sealed record TellIn(string Exchange) : BrokerRight
    {
        public override async Task TryAsync(IChannel channel, CancellationToken ct)
        {
            await Declaring.PassingAsync(channel, Exchange, ct);
            await channel.TxSelectAsync(ct);
            await channel.BasicPublishAsync(Exchange, "nobody", mandatory: false, new BasicProperties(), ReadOnlyMemory<byte>.Empty, ct);
            await channel.TxRollbackAsync(ct);
        }

        public override string ToString() => $"write to exchange '{Exchange}'";
    }

    /// <summary>Hear what is said in an exchange, in a queue that goes with its connection.</summary>
    public sealed record HearFrom(string Exchange) : BrokerRight
    {
        public override async Task TryAsync(IChannel channel, CancellationToken ct)
        {
            await Declaring.PassingAsync(channel, Exchange, ct);
            var queue = await RabbitLive.DeclareQueueAsync(channel, Exchange, ct);
            await channel.QueueBindAsync(queue, Exchange, "nobody", cancellationToken: ct);
            await channel.BasicConsumeAsync(queue, autoAck: true, new AsyncDefaultBasicConsumer(channel), ct);
            await channel.QueueDeleteAsync(queue, cancellationToken: ct);
        }

        public override string ToString() => $"hear from exchange '{Exchange}' in a queue '{Exchange}.…'";
    }

    /// <summary>Answer through the default exchange.</summary>
    public sealed record Answer : BrokerRight
    {
        public override async Task TryAsync(IChannel channel, CancellationToken ct)
        {
            await channel.TxSelectAsync(ct);
            await channel.BasicPublishAsync("", "queue-agents.nobody", mandatory: false, new BasicProperties(), ReadOnlyMemory<byte>.Empty, ct);
            await channel.TxRollbackAsync(ct);
        }

        public override string ToString() => "write to the default exchange 'amq.default'";
    }

    /// <summary>Read a queue. Asked with an argument no broker takes, which it looks at after the right: nothing is ever delivered.</summary>
    public sealed record Read(string Queue) : BrokerRight
    {
        private static readonly Dictionary<string, object?> Impossible = new() { ["x-priority"] = "none" };

        public override Task TryAsync(IChannel channel, CancellationToken ct)
            => channel.BasicConsumeAsync(Queue, autoAck: false, consumerTag: "rights", noLocal: false, exclusive: false, Impossible, new AsyncDefaultBasicConsumer(channel), ct);

        public override string ToString() => $"read from queue '{Queue}'";
    }

    /// <summary>Make queues of one's own; this one goes with its connection.</summary>
    public sealed record Own(string Queue) : BrokerRight
    {
        public override Task TryAsync(IChannel channel, CancellationToken ct)
            => channel.QueueDeclareAsync(Queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: ct);

        public override string ToString() => $"configure queue '{Queue}'";
    }
}
