using System.Text.Json;
using System.Text.Json.Serialization;

// Frozen: the baseline is what the step path is measured against. It must not follow changes of our own messages, machine or worker.
namespace QueueAgents.Benchmarks.Frozen;

internal sealed record FrozenSubmitRun
{
    public Guid RunId { get; init; }
    public string Agent { get; init; } = "";
    public FrozenJson Input { get; init; }
    public string? Key { get; init; }
    public string Tenant { get; init; } = "default";
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public bool Pinned { get; init; }
}

internal sealed record FrozenExecuteStep
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    public string Agent { get; init; } = "";
    public string Tenant { get; init; } = "";
    public string Step { get; init; } = "";
    public int Kind { get; init; }
    public int StateVersion { get; init; }
    public FrozenJson State { get; init; }
    public bool StateByDoor { get; init; }
    public FrozenJson Input { get; init; }
    public bool InputByDoor { get; init; }
    public int Arrival { get; init; }
    public int JoinFirst { get; init; }
    public int JoinCount { get; init; }
    public bool ClaimFirst { get; init; }
    public bool Pinned { get; init; }
    public DateTimeOffset? Deadline { get; init; }
}

internal sealed record FrozenStepCompleted
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    public string Worker { get; init; } = "";
    public int GivenVersion { get; init; }
    public int StateVersion { get; init; }
    public FrozenJson State { get; init; }
    public bool StateByDoor { get; init; }
    public FrozenNext Next { get; init; } = new();
    public bool NextByDoor { get; init; }
    public IReadOnlyList<string> Effects { get; init; } = [];
    public TimeSpan Took { get; init; }
}

/// <summary>Another step, or the end with its value.</summary>
internal sealed record FrozenNext
{
    public string Kind { get; init; } = "";
    public string? Name { get; init; }
    public FrozenJson Value { get; init; }
}

internal sealed record FrozenRunCompleted
{
    public Guid RunId { get; init; }
    public string Agent { get; init; } = "";
    public string Tenant { get; init; } = "";
    public string? Key { get; init; }
    public int Version { get; init; }
    public FrozenJson Result { get; init; }
}

/// <summary>JSON carried as its text, and as plain JSON in a message.</summary>
[JsonConverter(typeof(FrozenJsonConverter))]
internal readonly record struct FrozenJson(string? Text);

internal sealed class FrozenJsonConverter : JsonConverter<FrozenJson>
{
    public override bool HandleNull => true;

    public override FrozenJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.Null ? default : new(JsonElement.ParseValue(ref reader).GetRawText());

    public override void Write(Utf8JsonWriter writer, FrozenJson value, JsonSerializerOptions options)
    {
        if (value.Text is null) writer.WriteNullValue();
        else writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
