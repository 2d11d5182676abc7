using System.Text.Json;
using RabbitMQ.Client;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>Where a queue's refused messages lie, with the reason in their headers, as a bus puts them there.</summary>
internal sealed class ErrorQueue(IConnection connection, bool quorum, TimeProvider time)
{
    public async Task PutAsync(string queue, ReadOnlyMemory<byte> body, Exception why, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        var name = $"{queue}_error";
        await Declaring.QueueAsync(channel, name, quorum, ct);
        await channel.BasicPublishAsync(name, "", mandatory: true, new BasicProperties
        {
            ContentType = "application/json",
            DeliveryMode = DeliveryModes.Persistent,
            Headers = HeadersOf(why),
        }, body, ct);
    }

    private Dictionary<string, object?> HeadersOf(Exception why)
    {
        var headers = new Dictionary<string, object?>
        {
            ["MT-Reason"] = "fault",
            ["MT-Fault-ExceptionType"] = why.GetType().FullName,
            ["MT-Fault-Message"] = why.Message,
            ["MT-Fault-Timestamp"] = time.GetUtcNow().ToString("O"),
        };
        // Where the message is wrong, nothing is wrong with who found it.
        if (why is not (JsonException or NotSupportedException or InvalidDataException)) headers["MT-Fault-StackTrace"] = why.StackTrace;
        return headers;
    }
}
