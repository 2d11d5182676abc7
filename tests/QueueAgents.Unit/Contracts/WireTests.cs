using System.Text;
using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Unit.Architecture;
using Xunit;

namespace QueueAgents.Unit.Contracts;

/// <summary>
/// What is on the wire is a promise: services of other teams and workers of other releases read it. A change turns this red; the golden
/// file is rewritten with QUEUEAGENTS_UPDATE_GOLDEN=1, and the diff is looked at.
/// </summary>
public sealed class WireTests
{
    private static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    [Fact]
    public void Every_message_has_the_name_and_the_shape_it_was_released_with()
    {
        var text = new StringBuilder("# Messages on the wire\n\n");
        foreach (var type in typeof(SubmitRun).Assembly.GetExportedTypes().Where(IsMessage).OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            text.Append($"## urn:message:{type.Namespace}:{type.Name}\n\n```json\n");
            text.Append(JsonSerializer.Serialize(Samples.Of(type), type, Indented)).Append("\n```\n\n");
        }

        Golden.Check("tests/QueueAgents.Unit/Contracts/WIRE.md", text.ToString());
    }

    [Fact]
    public void A_document_travels_as_JSON_and_not_as_a_quoted_string()
    {
        var text = JsonSerializer.Serialize(new SubmitRun { Agent = "a", Input = Json.Of(new { Folder = "docs" }) }, Json.Options);
        Assert.Contains("""
            "input":{"folder":"docs"}
            """.Trim(), text, StringComparison.Ordinal);
        Assert.Equal("""{"folder":"docs"}""", JsonSerializer.Deserialize<SubmitRun>(text, Json.Options)!.Input.Text);
    }

    [Theory]
    [InlineData("""{"agent":"a","agent":"b"}""")]
    [InlineData("""{"agent":7}""")]
    [InlineData("""{"agent":"a","runId":"zzz"}""")]
    public void Duplicate_keys_and_wrong_types_are_refused(string text)
        => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SubmitRun>(text, Json.Options));

    [Fact]
    public void An_unknown_continuation_does_not_parse()
        => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Continuation>("""{"kind":"launch"}""", Json.Options));

    private static bool IsMessage(Type type) => type is { IsClass: true, IsAbstract: false, IsNested: false } && type.GetMethod("<Clone>$") is not null;
}
