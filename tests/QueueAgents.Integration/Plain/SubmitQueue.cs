using System.Globalization;
using System.Text;
using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;
using RabbitMQ.Client;

namespace QueueAgents.Integration.Plain;

/// <summary>The queue for plain JSON, seen by somebody who has nothing but an AMQP client.</summary>
internal sealed class SubmitQueue : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private SubmitQueue(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<SubmitQueue> ConnectAsync(Uri broker)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        return new SubmitQueue(connection, await connection.CreateChannelAsync());
    }

    public Task PublishAsync(string body, BasicProperties? properties = null) => PublishAsync(Encoding.UTF8.GetBytes(body), properties);

    public async Task PublishAsync(byte[] body, BasicProperties? properties = null)
        => await _channel.BasicPublishAsync(Queues.Submit, "", mandatory: true, properties ?? new BasicProperties(), body);

    /// <summary>Publishes, waits for the answer and returns it with its AMQP type.</summary>
    public async Task<(string? Type, JsonElement Body)> AskAsync(string body, BasicProperties? properties = null)
    {
        var replies = (await _channel.QueueDeclareAsync("", exclusive: true)).QueueName;
        properties ??= new BasicProperties();
        (properties.ReplyTo, properties.CorrelationId) = (replies, $"{Guid.NewGuid()}");
        await PublishAsync(body, properties);
        BasicGetResult? answer = null;
        await Eventually.Async("an answer", async () => (answer = await _channel.BasicGetAsync(replies, autoAck: true)) is not null);
        return answer!.BasicProperties.CorrelationId == properties.CorrelationId
            ? (answer.BasicProperties.Type, JsonElement.Parse(answer.Body.Span))
            : throw new InvalidOperationException("The answer is to another question.");
    }

    /// <summary>Takes what waits in the queue and gives it back: its next delivery is a second one.</summary>
    public async Task GiveBackAsync()
    {
        await Eventually.Async("a message to give back", async () => await _channel.BasicGetAsync(Queues.Submit, autoAck: false) is { } got && await NackAsync(got.DeliveryTag));

        async Task<bool> NackAsync(ulong tag)
        {
            await _channel.BasicNackAsync(tag, multiple: false, requeue: true);
            return true;
        }
    }

    /// <summary>Why the next message in the error queue is there; it is taken out.</summary>
    public async Task<(string Reason, IReadOnlyList<string> Headers, byte[] Body)> RefusedAsync()
    {
        BasicGetResult? refused = null;
        await Eventually.Async("a message in the error queue", async () =>
        {
            await using var channel = await _connection.CreateChannelAsync(); // A queue that is not there yet closes it.
            return (refused = await channel.BasicGetAsync($"{Queues.Submit}_error", autoAck: true)) is not null;
        });
        var headers = refused!.BasicProperties.Headers!;
        return (Text(headers["MT-Fault-Message"]), [.. headers.Keys], refused.Body.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static string Text(object? value) => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
