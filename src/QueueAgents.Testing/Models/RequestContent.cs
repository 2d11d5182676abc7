using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using QueueAgents.Contracts;

namespace QueueAgents.Testing;

/// <summary>What a model is asked, without what differs from run to run: two requests with the same content are the same request.</summary>
internal static partial class RequestContent
{
    /// <summary>32 hexadecimal digits.</summary>
    public static string Key(IEnumerable<ChatMessage> messages, ChatOptions? options)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Of(messages, options).ToJsonString())))[..32];

    public static JsonObject Of(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var ids = new Ids();
        return new()
        {
            ["instructions"] = ids.Without(options?.Instructions),
            ["messages"] = new JsonArray([.. messages.Select(message => Message(message, ids))]),
            ["tools"] = new JsonArray([.. (options?.Tools ?? []).Select(Tool)]),
            ["format"] = (options?.ResponseFormat as ChatResponseFormatJson)?.Schema is { } schema ? Canonical(schema) : null,
        };
    }

    private static JsonObject Message(ChatMessage message, Ids ids) => new JsonObject
    {
        ["role"] = message.Role.Value,
        ["contents"] = new JsonArray([.. message.Contents.Select(content => Content(content, ids)).OfType<JsonNode>()]),
    };

    private static JsonObject? Content(AIContent content, Ids ids) => content switch
    {
        TextContent text => new JsonObject { ["text"] = ids.Without(text.Text) },
        FunctionCallContent call => new JsonObject { ["call"] = ids.Of(call.CallId), ["tool"] = call.Name, ["arguments"] = ids.Without(Canonical(call.Arguments)?.ToJsonString()) },
        FunctionResultContent result => new JsonObject { ["call"] = ids.Of(result.CallId), ["result"] = ids.Without(result.Result?.ToString()) },
        DataContent data => new JsonObject { ["data"] = Convert.ToHexStringLower(SHA256.HashData(data.Data.Span)), ["type"] = data.MediaType },
        UriContent uri => new JsonObject { ["uri"] = uri.Uri.ToString() },
        _ => null, // Thoughts and what a provider adds for itself are no part of the question.
    };

    private static JsonObject Tool(AITool tool) => new JsonObject
    {
        ["name"] = tool.Name,
        ["description"] = tool.Description,
        ["schema"] = tool is AIFunctionDeclaration function ? Canonical(function.JsonSchema) : null,
    };

    private static JsonNode? Canonical<T>(T value) => JsonNode.Parse(Json.Of(value).Canonical().Text ?? "null");

    /// <summary>Ids, by the order in which they first appear.</summary>
    private sealed partial class Ids
    {
        private readonly Dictionary<string, string> _known = new(StringComparer.OrdinalIgnoreCase);

        public string Of(string id) => _known.TryGetValue(id, out var number) ? number : _known[id] = $"#{_known.Count + 1}";

        public string? Without(string? text) => text is null ? null : Pattern().Replace(text, match => Of(match.Value));

        [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
        private static partial Regex Pattern();
    }
}
