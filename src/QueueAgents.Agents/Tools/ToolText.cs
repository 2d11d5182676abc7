using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What a tool returned, as the text a model reads. Every provider is sent a text in the end; one that is made here never changes.</summary>
internal static class ToolText
{
    /// <summary>For a tool that returns nothing: an empty result puzzles models.</summary>
    public const string Done = "Done.";

    /// <summary>Null where it is larger than the limit.</summary>
    public static string? Of(object? result, int limit)
    {
        var text = result switch
        {
            string plain => plain,
            JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
            JsonElement element => element.GetRawText(),
            Json json => json.Text ?? "null",
            AIContent content => Of(content),
            IEnumerable<AIContent> contents => string.Join('\n', contents.Select(content => Of(content))),
            _ => JsonSerializer.Serialize(result, Json.Options),
        };
        return Encoding.UTF8.GetByteCount(text) <= limit ? Valid(text) : null;
    }

    public static string Of(AIContent content) => content switch
    {
        TextContent text => text.Text,
        DataContent data => $"[{data.MediaType}, {data.Data.Length} bytes, not shown]",
        UriContent uri => $"[{uri.MediaType}, {uri.Uri}]",
        _ => $"[{content.GetType().Name}, not shown]",
    };

    /// <summary>Half a character cannot be written as JSON.</summary>
    private static string Valid(string text) => text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
}
