using System.Text.Json;
using Microsoft.Extensions.AI;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>
/// How the items of a transcript are written: one chat message each, as JSON text. What is sent to a model is always read from these texts,
/// so that a worker that remembers them and one that has just read them send the same bytes.
/// </summary>
internal static class ChatItems
{
    /// <summary>How deep an item may be; what carries it adds some levels of its own.</summary>
    public const int MaxDepth = 28;

    // The library's own options indent, read a message only where its type stands first, and lose a message for one kind they do not know.
    private static readonly JsonSerializerOptions Options = Make(new ContentsConverter(Make(null)));

    public static Json Write(ChatMessage message) => new(JsonSerializer.Serialize(message, Options));

    /// <exception cref="ParkedException">It is no chat message: somebody has to look at it.</exception>
    public static ChatMessage Read(Json item)
    {
        try
        {
            return JsonSerializer.Deserialize<ChatMessage>(item.Text ?? "null", Options) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new ParkedException(ParkedException.BadState, $"An item of the transcript is no chat message: {e.Message}", e);
        }
    }

    public static Json User(string text) => Write(new(ChatRole.User, text));

    /// <summary>What a call came to, as the model will read it; one item per call.</summary>
    public static Json ToolResult(string callId, ToolAnswer answer) => Write(new(ChatRole.Tool, [ToolResults.Of(callId, answer.Text, answer.IsError)]));

    private static JsonSerializerOptions Make(ContentsConverter? contents)
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions)
        {
            WriteIndented = false,
            AllowOutOfOrderMetadataProperties = true,
            MaxDepth = MaxDepth,
        };
        if (contents is not null) options.Converters.Insert(0, contents);
        options.MakeReadOnly();
        return options;
    }
}
