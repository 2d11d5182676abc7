using System.Text.Json;
using QueueAgents.Contracts;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>A piece of text as a message: JSON. What is not one, or is too large to be one of ours, is nothing.</summary>
internal static class LiveMessage
{
    private const int LargestBody = 64 << 10;

    public static byte[] Write(LiveText text) => JsonSerializer.SerializeToUtf8Bytes(text, Json.Options);

    public static LiveText? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return body.Length <= LargestBody && JsonSerializer.Deserialize<LiveText>(body, Json.Options) is { Text: { Length: > 0 }, From: >= 0 } text ? text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
