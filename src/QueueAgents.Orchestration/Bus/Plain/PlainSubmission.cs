using System.Text;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using RabbitMQ.Client;

namespace QueueAgents.Orchestration.Bus.Plain;

/// <summary>A message on <see cref="Queues.Submit"/> as it came: bytes, and what AMQP says about them.</summary>
internal sealed record PlainSubmission(ReadOnlyMemory<byte> Body)
{
    public string? ContentType { get; init; }
    public string? MessageId { get; init; }
    public string? ReplyTo { get; init; }
    public string? CorrelationId { get; init; }
    public long Timestamp { get; init; }
    /// <summary>It was delivered before, to a server that may or may not have done something with it.</summary>
    public bool Redelivered { get; init; }

    public static PlainSubmission Of(ReadOnlyMemory<byte> body, bool redelivered, IReadOnlyBasicProperties? properties) => new(body)
    {
        ContentType = properties?.ContentType,
        MessageId = properties?.MessageId is { Length: > 0 } id ? id : null,
        ReplyTo = properties?.ReplyTo,
        CorrelationId = properties?.CorrelationId,
        Timestamp = properties?.Timestamp.UnixTime ?? 0,
        Redelivered = redelivered,
    };

    /// <summary>The id that follows from the content and from all else a publisher may have set.</summary>
    public Guid Fingerprint()
    {
        byte[] about = Encoding.UTF8.GetBytes($"plain\n{CorrelationId}\n{ReplyTo}\n{Timestamp}\n");
        return MessageIds.Of([.. about, .. Body.Span]);
    }
}
