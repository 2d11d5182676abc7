using System.Text.Json;
using System.Text.Unicode;
using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Bus.Plain;

/// <summary>
/// Reads a <see cref="SubmitRun"/> from the JSON of a stranger, member by member, so that each mistake has a sentence. What the members
/// must look like beyond their types is the rule of every door, and is checked there.
/// </summary>
internal static class PlainReader
{
    /// <summary>Room for everything beside the input.</summary>
    public const int Around = 64 << 10;

    private const string Members = "runId, agent, input, key, tenant, tags, deadline, pinned";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <exception cref="PlainException">It is no submission; the message says why.</exception>
    public static SubmitRun Read(PlainSubmission plain, int maxInput)
    {
        if (plain.ContentType is { Length: > 0 } type && !IsJson(type)) throw new PlainException(Rejections.Invalid, "the content type must be application/json, or none.");
        var body = plain.Body;
        if (body.Length > maxInput + Around) throw new PlainException(Rejections.TooLarge, $"the message has {body.Length} bytes; at most {maxInput + Around} are read.");
        if (body.IsEmpty) throw new PlainException(Rejections.Invalid, "the body is empty.");
        if (!Utf8.IsValid(body.Span)) throw new PlainException(Rejections.Invalid, "the body is not UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            // Half of a surrogate pair can only be written as an escape.
            if (body.Span.IndexOf("\\u"u8) >= 0) MustBeText(document.RootElement);
            return Submission(document.RootElement);
        }
        catch (JsonException thrown)
        {
            throw Wrong($"the body is not the JSON it must be: {thrown.Message}");
        }
        catch (InvalidOperationException)
        {
            throw Wrong("a text in the body has half of a surrogate pair.");
        }
    }

    private static bool IsJson(string contentType)
        => contentType.AsSpan(0, contentType.IndexOf(';') is var end and >= 0 ? end : contentType.Length).Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static SubmitRun Submission(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Wrong("the body must be an object with at least an agent.");
        var submit = new SubmitRun();
        foreach (var member in root.EnumerateObject())
        {
            var value = member.Value;
            submit = member.Name switch
            {
                "runId" => submit with { RunId = value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id) ? id : throw Wrong("runId must be a UUID, as text.") },
                "agent" => submit with { Agent = Text(member) },
                "input" => submit with { Input = value.ValueKind == JsonValueKind.Null ? Json.None : new Json(value.GetRawText()) },
                "key" => submit with { Key = TextOrNull(member) },
                "tenant" => submit with { Tenant = Text(member) },
                "tags" => submit with { Tags = TagsOf(value) },
                "deadline" => submit with { Deadline = value.ValueKind == JsonValueKind.Null ? null : Deadline(value) },
                "pinned" => submit with { Pinned = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong("pinned must be true or false.") },
                var other => throw Wrong($"'{(other.Length <= 60 ? other : $"{other[..60]}…")}' is unknown; known are {Members}."),
            };
        }

        return submit.Agent.Length > 0 ? submit : throw Wrong("agent is missing.");
    }

    private static string Text(JsonProperty member)
        => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : throw Wrong($"{member.Name} must be text.");

    private static string? TextOrNull(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Null ? null : Text(member);

    private static Dictionary<string, string>? TagsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(
            tag => tag.Name,
            tag => tag.Value.ValueKind == JsonValueKind.String ? tag.Value.GetString()! : throw Wrong("the values of tags must be text.")),
        _ => throw Wrong("tags must be an object of texts."),
    };

    /// <summary>Without its offset a time would be another one on every server.</summary>
    private static DateTimeOffset Deadline(JsonElement value)
        => value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var deadline) && value.GetDateTime().Kind != DateTimeKind.Unspecified
            ? deadline
            : throw Wrong("deadline must be a time with its offset, such as 2030-01-31T12:00:00Z.");

    /// <exception cref="InvalidOperationException">A name or a value cannot be read as text.</exception>
    private static void MustBeText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) MustBeText(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    MustBeText(member.Value);
                }

                break;
        }
    }

    private static PlainException Wrong(string reason) => new(Rejections.Invalid, reason);
}

/// <summary>Not a submission, and why.</summary>
internal sealed class PlainException(string code, string reason) : Exception(reason)
{
    public string Code => code;
}
