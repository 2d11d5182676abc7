using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Chat;

public sealed class ChatItemTests
{
    private static readonly ChatMessage Rich = new(ChatRole.Assistant,
    [
        new TextReasoningContent("Let me see.") { ProtectedData = "c2lnbmF0dXJl" },
        new TextContent("I look it up: \"ä\" <b>"),
        new FunctionCallContent("call-1", "get_order", new Dictionary<string, object?> { ["zeta"] = 1.50m, ["alpha"] = new[] { "x", "y" } }),
        new DataContent(new byte[] { 1, 2, 3 }, "image/png"),
    ])
    { MessageId = "m1", AuthorName = "refunds", CreatedAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), AdditionalProperties = new() { ["own"] = "kept" } };

    [Fact]
    public void An_item_that_is_read_and_written_again_is_the_same_text()
    {
        var once = ChatItems.Write(Rich);
        Assert.Equal(once, ChatItems.Write(ChatItems.Read(once)));
        Assert.DoesNotContain('\n', once.Text!);
    }

    [Fact]
    public void What_a_model_thought_keeps_its_signature()
    {
        var thought = ChatItems.Read(ChatItems.Write(Rich)).Contents.OfType<TextReasoningContent>().Single();
        Assert.Equal(("Let me see.", "c2lnbmF0dXJl"), (thought.Text, thought.ProtectedData));
    }

    [Fact]
    public void A_result_comes_back_as_the_text_it_was()
    {
        var result = Result(ChatItems.ToolResult("call-1", ToolAnswer.Ok("42")));
        Assert.Equal("42", Assert.IsType<string>(result.Result));
        Assert.Null(result.Exception);
    }

    [Fact]
    public void An_error_comes_back_as_an_error_with_its_text_beside()
    {
        var result = Result(ChatItems.ToolResult("call-1", ToolAnswer.Error("There is no order 'A-17'.")));
        Assert.Equal("Error: There is no order 'A-17'.", result.Result);
        Assert.Equal("Error: There is no order 'A-17'.", result.Exception!.Message);
    }

    [Fact]
    public void A_kind_of_content_nobody_knows_is_carried_and_written_as_it_was()
    {
        const string Item = """{"role":"assistant","contents":[{"$type":"hologram","depth":{"b":1,"a":[2]}},{"$type":"text","text":"hello"}]}""";
        var read = ChatItems.Read(new(Item));
        Assert.Equal("hello", read.Text);
        Assert.Equal(Item, ChatItems.Write(read).Text);
    }

    [Fact]
    public void An_item_is_read_whatever_the_order_of_its_members()
    {
        var turned = new Json(Reversed(JsonNode.Parse(ChatItems.Write(Rich).Text!)!).ToJsonString());
        Assert.StartsWith("{\"additionalProperties\"", turned.Text, StringComparison.Ordinal);
        var read = ChatItems.Read(turned);
        Assert.Equal(Rich.Contents.Select(content => content.GetType()), read.Contents.Select(content => content.GetType()));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("""{"role":"user","contents":[null]}""")]
    [InlineData("""{"role":"user","contents":"hello"}""")]
    public void What_is_no_chat_message_parks_the_run(string item)
        => Assert.Equal(ParkedException.BadState, Assert.Throws<ParkedException>(() => ChatItems.Read(new(item))).Kind);

    private static FunctionResultContent Result(Json item) => Assert.IsType<FunctionResultContent>(Assert.Single(ChatItems.Read(item).Contents));

    private static JsonNode Reversed(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : Reversed(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Reversed(item))]),
        _ => node.DeepClone(),
    };
}
