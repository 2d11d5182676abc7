using System.Text;
using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Transport;
using QueueAgents.Unit.Architecture;
using Xunit;

namespace QueueAgents.Unit.Transport;

/// <summary>The messages of the step path: workers and servers of other releases read them. See <see cref="Contracts.WireTests"/> for how the golden file is renewed.</summary>
public sealed class StepMessageTests
{
    private static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    [Fact]
    public void They_have_the_shape_they_were_released_with()
    {
        StepMessage[] messages =
        [
            new() { Id = new Guid("11111111-2222-4333-8444-555555555555"), SentAt = 1_750_000_000_000, Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Execute = (ExecuteStep)Contracts.Samples.Of(typeof(ExecuteStep)) },
            new() { Id = new Guid("21111111-2222-4333-8444-555555555555"), SentAt = 1_750_000_000_001, Completed = (StepCompleted)Contracts.Samples.Of(typeof(StepCompleted)) },
            new() { Id = new Guid("31111111-2222-4333-8444-555555555555"), SentAt = 1_750_000_000_002, Failed = (StepFailed)Contracts.Samples.Of(typeof(StepFailed)) },
        ];
        var text = new StringBuilder("# Messages of the step path\n\nAn array; most often of one.\n\n```json\n");
        using var document = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(messages, StepJson.Rules.StepMessageArray));
        text.Append(JsonSerializer.Serialize(document.RootElement, Indented)).Append("\n```\n");
        Golden.Check("tests/QueueAgents.Unit/Transport/STEPS.md", text.ToString());
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        StepMessage[] messages =
        [
            new() { Id = Guid.NewGuid(), SentAt = 5, Execute = (ExecuteStep)Contracts.Samples.Of(typeof(ExecuteStep)) },
            new() { Id = Guid.NewGuid(), SentAt = 6, Completed = (StepCompleted)Contracts.Samples.Of(typeof(StepCompleted)) },
            new() { Id = Guid.NewGuid(), SentAt = 7, Failed = (StepFailed)Contracts.Samples.Of(typeof(StepFailed)) },
            new() { Id = Guid.NewGuid(), Completed = new StepCompleted { Next = new Continuation.Complete(Json.None) } },
        ];
        foreach (var message in messages)
        {
            var read = Assert.Single(StepJson.Read(StepJson.Write(message)));
            Assert.Equal(Json.Of(message), Json.Of(read));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("""[{"execute":{},"failed":{}}]""")]
    [InlineData("""[{"execute":{"seq":1,"seq":2}}]""")]
    [InlineData("""[{"completed":{"next":{"kind":"launch"}}}]""")]
    [InlineData("""[{"execute":{"runId":"no guid"}}]""")]
    public void What_is_none_of_them_is_refused(string body) => Assert.Throws<JsonException>(() => StepJson.Read(Encoding.UTF8.GetBytes(body)));
}
