using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace QueueAgents.Agents;

/// <summary>Reads the contents <paramref name="known"/> can, carries those it cannot, and mends what JSON does to the results of tools.</summary>
internal sealed class ContentsConverter(JsonSerializerOptions known) : JsonConverter<IList<AIContent>>
{
    private const string Discriminator = "$type";

    private readonly FrozenSet<string> _kinds = known.GetTypeInfo(typeof(AIContent)).PolymorphismOptions!.DerivedTypes
        .Select(type => type.TypeDiscriminator).OfType<string>().ToFrozenSet(StringComparer.Ordinal);

    public override IList<AIContent> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonElement.ParseValue(ref reader);
        return json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().Select(Read)] : throw new JsonException("The contents of the message are no list.");
    }

    public override void Write(Utf8JsonWriter writer, IList<AIContent> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var content in value)
        {
            if (content is UnknownContent unknown) unknown.Json.WriteTo(writer);
            else JsonSerializer.Serialize(writer, content, known);
        }

        writer.WriteEndArray();
    }

    private AIContent Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(Discriminator, out var kind) && !_kinds.Contains(kind.ToString())) return new UnknownContent(json);
        var content = json.Deserialize<AIContent>(known) ?? throw new JsonException("A content of the message is null.");
        if (content is FunctionResultContent result) ToolResults.Mend(result);
        return content;
    }
}

/// <summary>A kind of content this version does not know, written by another. No provider is sent it; it stays in the transcript as it is.</summary>
internal sealed class UnknownContent(JsonElement json) : AIContent
{
    public JsonElement Json { get; } = json;
}
