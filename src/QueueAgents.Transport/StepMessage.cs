using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using QueueAgents.Contracts;

namespace QueueAgents.Transport;

/// <summary>
/// What servers and workers send each other for every step: a step to run, or what became of one. In the broker it is an element of a JSON
/// array, because messages that leave together for the same queue travel together.
/// </summary>
internal sealed record StepMessage
{
    public Guid Id { get; init; }
    /// <summary>Milliseconds since 1970 by the sender's clock.</summary>
    public long SentAt { get; init; }
    /// <summary>W3C traceparent; null where nobody traces.</summary>
    public string? Trace { get; init; }
    /// <summary>With an outcome that is sent straight back: the queue whose steps its sender has room for. One may come with the answer. Null: none.</summary>
    public string? Room { get; init; }
    /// <summary>The room is there for a moment longer: a step may also come a little after the answer, see <see cref="Handing.OfferedFor"/>.</summary>
    public bool Stands { get; init; }

    // Exactly one of them.
    public ExecuteStep? Execute { get; init; }
    public StepCompleted? Completed { get; init; }
    public StepFailed? Failed { get; init; }

    [JsonIgnore]
    public Guid RunId => Execute?.RunId ?? Completed?.RunId ?? Failed?.RunId ?? Guid.Empty;

    [JsonIgnore]
    public bool IsWhole => (Execute is null ? 0 : 1) + (Completed is null ? 0 : 1) + (Failed is null ? 0 : 1) == 1;
}

/// <summary>Reads and writes them by generated code: they are most of what crosses the broker.</summary>
[JsonSerializable(typeof(StepMessage))]
[JsonSerializable(typeof(StepMessage[]))]
[JsonSerializable(typeof(Settled))]
[JsonSerializable(typeof(SettledEnds))]
[JsonSerializable(typeof(Continuation.Ask), TypeInfoPropertyName = "ContinuationAsk")]
internal sealed partial class StepJson : JsonSerializerContext
{
    /// <summary>The rules of <see cref="Json.Options"/>; what has its default is left out. Deeper by what is around a document.</summary>
    public static StepJson Rules { get; } = new(new JsonSerializerOptions(Contracts.Json.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = Contracts.Json.Options.MaxDepth + 8,
    });

    /// <summary>One message as the broker holds it.</summary>
    public static byte[] Write(StepMessage message) => JsonSerializer.SerializeToUtf8Bytes([message], Rules.StepMessageArray);

    /// <exception cref="JsonException">It is no array of such messages.</exception>
    public static StepMessage[] Read(ReadOnlySpan<byte> body)
    {
        var messages = JsonSerializer.Deserialize(body, Rules.StepMessageArray);
        if (messages is not { Length: > 0 } || Array.Exists(messages, message => message is not { IsWhole: true }))
            throw new JsonException("a message of the step path is an array of objects with one of execute, completed and failed.");
        return messages;
    }
}
