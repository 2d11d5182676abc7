using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QueueAgents.Contracts;

/// <summary>
/// A JSON document carried as its text: an input, a state, a result. In a message it appears as plain JSON, not as a quoted string.
/// <c>default</c> means "none" and is written as <c>null</c>.
/// </summary>
[JsonConverter(typeof(JsonTextConverter))]
public readonly record struct Json(string? Text)
{
    /// <summary>
    /// How this project writes JSON everywhere: camelCase, enums by name, no indentation, letters as they are and not as escapes (limits
    /// count bytes), duplicate keys refused, depth ≤ 32.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
        MaxDepth = 32,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>
    /// The same rules for the envelopes of a bus, a little deeper than what they carry. Changes and returns what it is given, so that a
    /// bus keeps its own converters; applying it twice is the same as once.
    /// </summary>
    public static JsonSerializerOptions ForBus(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.WriteIndented = false;
        options.AllowDuplicateProperties = false;
        options.AllowTrailingCommas = false;
        options.AllowOutOfOrderMetadataProperties = true;
        options.ReadCommentHandling = JsonCommentHandling.Disallow;
        options.MaxDepth = Options.MaxDepth + 8;
        if (!options.Converters.OfType<JsonStringEnumConverter>().Any()) options.Converters.Insert(0, new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        return options;
    }

    public bool IsNone => Text is null;

    /// <summary>UTF-8 bytes, as it travels and as limits count it; 0 for none.</summary>
    public int ByteCount => Text is null ? 0 : Encoding.UTF8.GetByteCount(Text);

    public static Json None => default;

    public static Json Of<T>(T value) => new(JsonSerializer.Serialize(value, Options));

    /// <summary>Reads the document as <typeparamref name="T"/>.</summary>
    /// <exception cref="JsonException">It does not parse, or does not fit the type.</exception>
    public T? As<T>() => Text is null ? default : JsonSerializer.Deserialize<T>(Text, Options);

    public override string ToString() => Text ?? "";
}

/// <summary>Reads and writes <see cref="Json"/>. Public for generated serializers of other assemblies.</summary>
public sealed class JsonTextConverter : JsonConverter<Json>
{
    public override bool HandleNull => true;

    public override Json Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.Null ? default : new(JsonElement.ParseValue(ref reader).GetRawText());

    public override void Write(Utf8JsonWriter writer, Json value, JsonSerializerOptions options)
    {
        if (value.Text is null) writer.WriteNullValue();
        else writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
