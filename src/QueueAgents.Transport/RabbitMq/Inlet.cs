using System.Text.Json;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>One queue being read over a channel. A handler never keeps the client library waiting: what takes time goes on beside it.</summary>
internal sealed partial class Inlet(IChannel channel, Reading reading, Settlement settlement, ErrorQueue errors, Action withdrawn, ILogger log, CancellationToken lost)
    : AsyncDefaultBasicConsumer(channel)
{
    private const int MaxBytes = 4 << 20;
    private const string Json = "application/json";

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        StepMessage[] messages;
        try
        {
            messages = Read(properties, body);
        }
        catch (Exception malformed) when (malformed is JsonException or NotSupportedException or InvalidDataException)
        {
            _ = RefuseAsync(deliveryTag, body.ToArray(), malformed);
            return Task.CompletedTask;
        }

        _ = TakeAsync(messages, body.Length, deliveryTag, redelivered, properties.ReplyTo);
        return Task.CompletedTask;
    }

    /// <summary>The broker stops it: the queue was deleted, or its node has gone.</summary>
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        withdrawn();
        return Task.CompletedTask;
    }

    /// <exception cref="InvalidDataException">It is not what a lane sends; so says a <see cref="JsonException"/>.</exception>
    internal static StepMessage[] Read(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        if (properties.ContentType is { } type && type != Json) throw new InvalidDataException($"content type {type} is not accepted here.");
        if (body.Length > MaxBytes) throw new InvalidDataException($"a message is at most {MaxBytes} bytes.");
        return StepJson.Read(body.Span);
    }

    private async Task TakeAsync(StepMessage[] messages, int bytes, ulong tag, bool redelivered, string? from)
    {
        try
        {
            var tasks = Array.ConvertAll(messages, message => reading.OfferAsync(new Arrived(message, bytes / messages.Length, redelivered, lost) { From = from }));
            var verdicts = await Task.WhenAll(tasks);
            if (Array.Exists(verdicts, verdict => verdict.Again))
            {
                settlement.HandBack(tag);
                return;
            }

            for (var i = 0; i < messages.Length; i++)
                if (verdicts[i].Refusal is { } why) await errors.PutAsync(reading.Queue, StepJson.Write(messages[i]), why, lost);
            settlement.Done(tag);
        }
        catch (Exception thrown) when (lost.IsCancellationRequested || !Channel.IsOpen)
        {
            Left(log, reading.Queue, thrown.Message); // It is delivered again.
        }
    }

    private async Task RefuseAsync(ulong tag, byte[] body, Exception why)
    {
        try
        {
            await errors.PutAsync(reading.Queue, body, why, lost);
            settlement.Done(tag);
        }
        catch (Exception thrown) when (lost.IsCancellationRequested || !Channel.IsOpen)
        {
            Left(log, reading.Queue, thrown.Message);
        }
    }

    [LoggerMessage(5010, LogLevel.Debug, "A message of {Queue} could not be acknowledged ({Reason}); it comes again")]
    private static partial void Left(ILogger log, string queue, string reason);
}
