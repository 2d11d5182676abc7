using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using QueueAgents.Contracts;

namespace QueueAgents.Http.Views;

/// <summary>How the HTTP interface and the command line write JSON: camelCase, enums by name, times in UTC, nothing that is absent.</summary>
internal static class JsonText
{
    public static JsonSerializerOptions Readable { get; } = Options(indented: true);

    public static JsonSerializerOptions Line { get; } = Options(indented: false);

    /// <summary>A document as part of another one, so that it is laid out with it.</summary>
    public static JsonElement? Part(Json json)
    {
        if (json.Text is null) return null;
        using var document = JsonDocument.Parse(json.Text);
        return document.RootElement.Clone();
    }

    /// <summary>The same for a host's own serializer.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.NewLine = "\n";
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        // Unsafe only inside HTML, where this never goes.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new UtcConverter());
    }

    private static JsonSerializerOptions Options(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = indented };
        Apply(options);
        return options;
    }

    private sealed class UtcConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
    }
}
