using System.Globalization;
using System.Text;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;
using RabbitMQ.Client;

namespace QueueAgents.Chaos.Fleet;

/// <summary>Somebody with a connection and no manners: puts bytes into queues, and reads why they were refused.</summary>
internal sealed class RawBroker : IAsyncDisposable
{
    public const string Envelope = "application/vnd.masstransit+json";
    public const string Plain = "application/json";

    private static readonly string[] FaultHeaders = ["MT-Fault-ExceptionType", "MT-Fault-Message"];

    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private RawBroker(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    /// <summary>What the broker said when it closed the channel.</summary>
    public string ClosedBecause => _channel.CloseReason?.ReplyText ?? "";

    public static async Task<RawBroker> ConnectAsync(Uri broker)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        return new RawBroker(connection, await connection.CreateChannelAsync());
    }

    /// <summary>An envelope as a bus client of ours writes it, around a message that may be anything.</summary>
    public static string Wrap(string message, params string[] types) => $$"""
        {"messageId":"{{Guid.NewGuid()}}","conversationId":"{{Guid.NewGuid()}}","messageType":[{{string.Join(',', types.Select(t => $"\"urn:message:QueueAgents.Contracts:{t}\""))}}],"message":{{message}}}
        """;

    public async Task PutAsync(string queue, string body, string contentType = Envelope) => await _channel.BasicPublishAsync(
        exchange: "", routingKey: queue, mandatory: true, new BasicProperties { ContentType = contentType, MessageId = Guid.NewGuid().ToString() }, Encoding.UTF8.GetBytes(body));

    /// <summary>Why the next message of a queue was refused; it is taken out of the error queue.</summary>
    public async Task<string> RefusalAsync(string queue)
    {
        BasicGetResult? refused = null;
        await Eventually.Async($"a message in {queue}_error", async () => (refused = await GetAsync($"{queue}_error")) is not null);
        return ReasonOf(refused!);
    }

    /// <summary>What is in the fleet's error queues and beside them, with the reasons.</summary>
    public static async Task<IReadOnlyList<string>> RefusedAsync(RabbitNode node, Uri virtualHost)
    {
        var queues = (await node.QueueDepths(virtualHost.AbsolutePath.TrimStart('/') is { Length: > 0 } name ? name : "/")).Keys
            .Where(queue => queue.StartsWith("queue-agents.", StringComparison.Ordinal) && (queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal)));
        await using var raw = await ConnectAsync(virtualHost);
        List<string> refused = [];
        foreach (var queue in queues)
        {
            while (await raw.GetAsync(queue) is { } message) refused.Add($"{queue}: {ReasonOf(message)}");
        }

        return refused;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static string ReasonOf(BasicGetResult message)
    {
        var headers = message.BasicProperties.Headers;
        var parts = FaultHeaders.Select(name => headers?.TryGetValue(name, out var value) == true ? value : null);
        return string.Join(": ", parts.Select(part => part is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(part, CultureInfo.InvariantCulture)));
    }

    private async Task<BasicGetResult?> GetAsync(string queue)
    {
        // Asked on a channel of its own: a queue that is not there yet closes it.
        await using var channel = await _connection.CreateChannelAsync();
        return await channel.BasicGetAsync(queue, autoAck: true);
    }
}
