using System.Text;
using QueueAgents.TestNodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace QueueAgents.Chaos.Fleet;

/// <summary>
/// Says again what anybody says to the broker: every message comes up to three times, the second and third time a little later and in
/// any order. It hears of them by the broker's own trace of what is published, so it repeats steps, outcomes, claims, answers and events alike,
/// whoever sends them and by whichever library.
/// </summary>
internal sealed class Parrot : IAsyncDisposable
{
    private const string Trace = "amq.rabbitmq.trace";
    private const string DirectReply = "amq.rabbitmq.reply-to";
    private const string Mark = "x-parrot";
    private const int LatestMilliseconds = 400;

    private readonly RabbitNode _node;
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly Random _chance;
    private int _heard;
    private int _said;
    private int _failed;

    private Parrot(RabbitNode node, IConnection connection, IChannel channel, int seed) => (_node, _connection, _channel, _chance) = (node, connection, channel, new Random(seed));

    /// <summary>How many messages others have published.</summary>
    public int Heard => Volatile.Read(ref _heard);

    /// <summary>How many copies it has published.</summary>
    public int Said => Volatile.Read(ref _said);

    /// <summary>Copies it could not publish.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Start it before the fleet.</summary>
    public static async Task<Parrot> StartAsync(RabbitNode node, int seed)
    {
        var connection = await new ConnectionFactory { Uri = node.Uri, ClientProvidedName = "parrot" }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var parrot = new Parrot(node, connection, channel, seed);
        // Who is asked in a copy answers the parrot, which does not listen.
        await channel.BasicConsumeAsync(DirectReply, autoAck: true, new AsyncEventingBasicConsumer(channel));
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, Trace, "publish.#");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) => parrot.HearAsync(message);
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        await node.Ctl("trace_on");
        return parrot;
    }

    public async ValueTask DisposeAsync()
    {
        await _node.Ctl("trace_off");
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private Task HearAsync(BasicDeliverEventArgs traced)
    {
        var about = traced.BasicProperties.Headers!;
        var properties = Properties((IDictionary<string, object?>)about["properties"]!);
        if (properties.Headers!.ContainsKey(Mark)) return Task.CompletedTask;
        properties.Headers[Mark] = true;
        Interlocked.Increment(ref _heard);
        var (exchange, key) = (Text(about["exchange_name"]), Text(((IList<object?>)about["routing_keys"]!)[0]));
        var body = traced.Body.ToArray();
        for (var copies = _chance.Next(3); copies > 0; copies--) _ = SayAsync(exchange, key, properties, body, TimeSpan.FromMilliseconds(_chance.Next(LatestMilliseconds)));
        return Task.CompletedTask;
    }

    private async Task SayAsync(string exchange, string key, BasicProperties properties, byte[] body, TimeSpan later)
    {
        try
        {
            await Task.Delay(later);
            await _channel.BasicPublishAsync(exchange, key, mandatory: false, properties, body);
            Interlocked.Increment(ref _said);
        }
#pragma warning disable CA1031 // Counted and looked at in the end.
        catch (Exception)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _failed);
        }
    }

    private static BasicProperties Properties(IDictionary<string, object?> traced)
    {
        var copy = new BasicProperties { Headers = new Dictionary<string, object?>() };
        foreach (var (name, value) in traced)
        {
            switch (name)
            {
                case "headers": foreach (var (header, of) in (IDictionary<string, object?>)value!) copy.Headers[header] = of; break;
                case "content_type": copy.ContentType = Text(value); break;
                case "content_encoding": copy.ContentEncoding = Text(value); break;
                case "delivery_mode": copy.DeliveryMode = (DeliveryModes)Convert.ToInt32(value, null); break;
                case "priority": copy.Priority = Convert.ToByte(value, null); break;
                case "correlation_id": copy.CorrelationId = Text(value); break;
                case "reply_to": copy.ReplyTo = Text(value); break;
                case "expiration": copy.Expiration = Text(value); break;
                case "message_id": copy.MessageId = Text(value); break;
                case "timestamp": copy.Timestamp = (AmqpTimestamp)value!; break;
                case "type": copy.Type = Text(value); break;
                case "app_id": copy.AppId = Text(value); break;
                default: throw new NotSupportedException($"A message has the property {name}, which would be lost.");
            }
        }

        return copy;
    }

    private static string Text(object? value) => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
