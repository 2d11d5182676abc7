using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Chat;

public sealed class ConversationTests
{
    [Fact]
    public void Results_of_one_answer_stand_together_in_call_order_whatever_order_they_came_in()
    {
        var sent = Conversation.For("openai", [ChatItems.User("go"), Calls("a", "b", "c"), Result("c", "3"), Result("a", "1"), Result("b", "2"), Say("done")]);

        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant], sent.Select(message => message.Role));
        Assert.Equal(["a=1", "b=2", "c=3"], Results(sent[2]));
    }

    [Fact]
    public void The_first_result_of_a_call_counts()
        => Assert.Equal(["a=1"], Results(Conversation.For("openai", [Calls("a"), Result("a", "1"), Result("a", "2")])[1]));

    [Fact]
    public void A_call_without_a_result_has_one_that_says_so()
        => Assert.Equal(["a=1", "b=Error: This call was not run."], Results(Conversation.For("openai", [Calls("a", "b"), Result("a", "1")])[1]));

    [Fact]
    public void A_call_that_has_the_name_of_an_earlier_one_gets_its_own_result()
    {
        var sent = Conversation.For("openai", [Calls("a"), Result("a", "1"), Calls("a"), Result("a", "2")]);
        Assert.Equal(["a=1", "a=2"], sent.Where(message => message.Role == ChatRole.Tool).SelectMany(Results));
    }

    [Fact]
    public void What_one_providers_model_thought_is_not_sent_to_anothers()
    {
        var answer = new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("hm") { ProtectedData = "xyz" }, new TextContent("yes")])
        {
            AdditionalProperties = new() { [Conversation.ProviderKey] = "anthropic" },
        };
        Json[] items = [ChatItems.User("go"), ChatItems.Write(answer)];

        Assert.Equal(2, Conversation.For("anthropic", items)[1].Contents.Count);
        Assert.IsType<TextContent>(Assert.Single(Conversation.For("openai", items)[1].Contents));
    }

    private static Json Say(string text) => ChatItems.Write(new(ChatRole.Assistant, text));

    private static Json Calls(params string[] ids)
        => ChatItems.Write(new(ChatRole.Assistant, [.. ids.Select(id => new FunctionCallContent(id, "look", new Dictionary<string, object?>()))]));

    private static Json Result(string id, string text) => ChatItems.ToolResult(id, ToolAnswer.Ok(text));

    private static IEnumerable<string> Results(ChatMessage message) => message.Contents.Cast<FunctionResultContent>().Select(result => $"{result.CallId}={result.Result}");
}
