using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>The type an agent returns, as a model is told of it and as its answer is read.</summary>
internal sealed class ResultFormat
{
    private static readonly JsonSerializerOptions Options = new(Json.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    // Providers insist on an object at the top.
    private const string Wrapper = "result";

    private readonly Type _type;
    private readonly bool _wrapped;

    private ResultFormat(Type type)
    {
        _type = type;
        var schema = AIJsonUtilities.CreateJsonSchema(type, serializerOptions: Options, inferenceOptions: Strict);
        _wrapped = !IsObject(schema);
        if (_wrapped) schema = Wrap(schema);
        Schema = schema;
        Format = ChatResponseFormat.ForJsonSchema(schema, Name(type));
    }

    public JsonElement Schema { get; }

    public ChatResponseFormat Format { get; }

    private static AIJsonSchemaCreateOptions Strict { get; } = new()
    {
        TransformOptions = new() { DisallowAdditionalProperties = true, RequireAllProperties = true, MoveDefaultKeywordToDescription = true },
    };

    public static ResultFormat Of<T>() => new(typeof(T));

    /// <returns>The result as this project writes JSON; or none, and what is wrong.</returns>
    public (Json Result, string? Problem) Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(Unfenced(text), new() { MaxDepth = ChatItems.MaxDepth, AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (_wrapped && (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(Wrapper, out root))) return Wrong($"it has no member '{Wrapper}'");
            if (ArgumentCheck.Problem(_wrapped ? Schema.GetProperty("properties").GetProperty(Wrapper) : Schema, root) is { } problem) return Wrong(problem.TrimEnd('.'));
            var value = root.Deserialize(_type, Options);
            return value is null ? Wrong("it is null") : (new(JsonSerializer.Serialize(value, _type, Options)), null);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or FormatException)
        {
            return Wrong(e is JsonException { Path: { Length: > 1 } path } ? $"look at {path}" : "it is no JSON of that kind");
        }
    }

    private (Json, string?) Wrong(string what) => (Json.None, $"Your answer is not what was asked for: {what}. Answer with JSON alone that fits this schema: {Schema.GetRawText()}");

    private static bool IsObject(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var type) && type.ValueEquals("object");

    private static JsonElement Wrap(JsonElement schema) => JsonSerializer.SerializeToElement(new
    {
        type = "object",
        properties = new Dictionary<string, JsonElement> { [Wrapper] = schema },
        required = new[] { Wrapper },
        additionalProperties = false,
    });

    private static string Name(Type type) => new([.. type.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_').Take(64)]);

    /// <summary>Models that know no formats like to put JSON into a fence.</summary>
    private static string Unfenced(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal) || !trimmed.EndsWith("```", StringComparison.Ordinal) || trimmed.Length < 6) return trimmed;
        var body = trimmed[3..^3];
        var line = body.IndexOf('\n', StringComparison.Ordinal);
        return line < 0 ? body : body[(line + 1)..];
    }
}
