using RabbitMQ.Client;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>What a process makes in the broker: the same, whoever makes it first.</summary>
internal static class Declaring
{
    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    /// <summary>An exchange that hands on and keeps nothing, by routing key; gone with its broker.</summary>
    public static Task PassingAsync(IChannel channel, string exchange, CancellationToken ct)
        => channel.ExchangeDeclareAsync(exchange, ExchangeType.Direct, durable: false, autoDelete: false, cancellationToken: ct);

    /// <summary>A queue with the exchange of its name in front of it, as the bus makes them too.</summary>
    public static async Task QueueAsync(IChannel channel, string name, bool quorum, CancellationToken ct)
    {
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: ct);
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, quorum ? Quorum : null, cancellationToken: ct);
        await channel.QueueBindAsync(name, name, "", cancellationToken: ct);
    }
}
