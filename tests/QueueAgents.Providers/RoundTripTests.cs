using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Providers;

/// <summary>A transcript that was stored and read again sends the same bytes as one that never left memory.</summary>
public sealed class RoundTripTests
{
    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task A_transcript_stored_and_reloaded_sends_the_same_bytes(Interface kind)
    {
        var wire = Turning.WireOf(kind);
        await using var provider = await LoopbackProvider.Start(
            wire.Answer("I look it up: ä \"", [new("call_1", "get_order", """{"orderId":"A-17","withHistory":true}"""), new("call_2", "get_order", """{ "orderId": "ü" }""")], thinks: true),
            wire.Answer("Done."),
            wire.Answer("Done."));
        using var turning = new Turning(kind, provider);

        var first = await turning.Run();
        Json[] transcript =
        [
            .. Turning.Request().Items, .. first.Items,
            ChatItems.ToolResult("call_1", ToolAnswer.Ok("42")),
            ChatItems.ToolResult("call_2", ToolAnswer.Error("There is no order 'ü'.")),
        ];
        await turning.Run(Turning.Request(transcript));
        await turning.Run(Turning.Request([.. transcript.Select(Stored)]));

        Assert.Equal(provider.Asked[1].Body, provider.Asked[2].Body);
        Assert.Contains("A-17", provider.Asked[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task A_text_that_a_tool_returned_is_sent_without_quotes(Interface kind)
    {
        var body = await AskedAfter(kind, ToolAnswer.Ok("42"));
        Assert.DoesNotContain("\\\"42", body, StringComparison.Ordinal);
        Assert.Contains("\"42\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task An_error_of_a_tool_is_sent_with_its_text(Interface kind)
        => Assert.Contains("Error: no such order", await AskedAfter(kind, ToolAnswer.Error("no such order")), StringComparison.Ordinal);

    [Fact]
    public async Task Anthropic_is_told_which_results_are_errors()
    {
        Assert.Contains("\"is_error\":true", await AskedAfter(Interface.Anthropic, ToolAnswer.Error("no such order")), StringComparison.Ordinal);
        Assert.DoesNotContain("\"is_error\":true", await AskedAfter(Interface.Anthropic, ToolAnswer.Ok("42")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Anthropics_model_thought_goes_back_with_its_signature()
    {
        var body = await AskedAfter(Interface.Anthropic, ToolAnswer.Ok("42"));
        Assert.Contains(AnthropicWire.Signature, body, StringComparison.Ordinal);
        Assert.Contains(AnthropicWire.Redacted, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_OpenAIs_model_thought_goes_back_encrypted_and_nothing_is_stored_there()
    {
        var body = await AskedAfter(Interface.OpenAIResponses, ToolAnswer.Ok("42"));
        Assert.Contains(ResponsesWire.Encrypted, body, StringComparison.Ordinal);
        Assert.Contains("\"store\":false", body, StringComparison.Ordinal);
        Assert.Contains("reasoning.encrypted_content", body, StringComparison.Ordinal);
        Assert.DoesNotContain("previous_response_id", body, StringComparison.Ordinal);
    }

    /// <summary>As a store hands it back: other bytes in memory, the same text.</summary>
    private static Json Stored(Json item) => ChatItems.Write(ChatItems.Read(new(new string(item.Text!.AsSpan()))));

    private static async Task<string> AskedAfter(Interface kind, ToolAnswer answer)
    {
        var wire = Turning.WireOf(kind);
        await using var provider = await LoopbackProvider.Start(wire.Answer("Looking.", [new("call_1", "get_order", """{"orderId":"A-17"}""")], thinks: true), wire.Answer("Done."));
        using var turning = new Turning(kind, provider);
        var first = await turning.Run();
        await turning.Run(Turning.Request([.. Turning.Request().Items, .. first.Items.Select(Stored), Stored(ChatItems.ToolResult("call_1", answer))]));
        return provider.Asked[1].Body;
    }
}
