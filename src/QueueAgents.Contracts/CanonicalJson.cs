using System.Buffers;
using System.Text;
using System.Text.Json;

namespace QueueAgents.Contracts;

/// <summary>One spelling for equal documents: members sorted by name, no white space.</summary>
public static class CanonicalJson
{
    /// <summary>The document in its canonical spelling. Numbers keep the digits they were written with.</summary>
    public static Json Canonical(this Json json)
    {
        if (json.Text is null) return json;
        using var document = JsonDocument.Parse(json.Text);
        var buffer = new ArrayBufferWriter<byte>(json.Text.Length);
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, document.RootElement);
        return new Json(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
