using System.Text.Json;

namespace QueueAgents.Models;

/// <summary>Reads what providers say is wrong; all of them write <c>{"error":{"type":…,"code":…,"message":…}}</c> or less.</summary>
internal static class ProviderError
{
    private const int MaxBytes = 64 * 1024;

    public static async Task<(string? Code, string? Message)> Read(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaxBytes];
            var length = await body.ReadAtLeastAsync(buffer, MaxBytes, throwOnEndOfStream: false, cancellationToken);
            using var document = JsonDocument.Parse(buffer.AsMemory(0, length));
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("error", out var error) ? Read(error) : default;
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException)
        {
            return default; // A proxy's page, or half of an answer: the status has to do.
        }
    }

    private static (string? Code, string? Message) Read(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.String => (null, error.GetString()),
        JsonValueKind.Object => (Text(error, "code") ?? Text(error, "type"), Text(error, "message")),
        _ => default,
    };

    private static string? Text(JsonElement error, string name)
        => error.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;
}
