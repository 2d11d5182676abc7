using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Testing;

public sealed class ScriptedModelTests
{
    [Fact]
    public async Task A_turn_that_is_repeated_is_answered_the_same_whoever_asks()
    {
        using var model = Model.Script(m => m.Call("look"), m => m.Say("second"));
        ChatMessage[] later = [new(ChatRole.User, "go"), new(ChatRole.Assistant, [new FunctionCallContent("c", "look")]), new(ChatRole.Tool, [new FunctionResultContent("c", "seen")])];

        Assert.Equal("second", (await Ask(model, later)).Text);
        Assert.Equal("second", (await Ask(model, later)).Text);
        Assert.IsType<FunctionCallContent>((await Ask(model, later[0])).Messages.Single().Contents.Single());
        Assert.Equal(3, model.Asked);
    }

    [Fact]
    public async Task A_script_that_is_over_says_so()
    {
        using var model = Model.Script(m => m.Say("only"));
        var failure = await Assert.ThrowsAsync<ModelFailedException>(() => Ask(model, new(ChatRole.User, "go"), new(ChatRole.Assistant, "only"), new(ChatRole.User, "more")));
        Assert.Equal("The script has 1 turns, and turn 2 was asked for.", failure.Message);
    }

    [Fact]
    public async Task A_script_can_fail_first_and_then_answer()
    {
        using var model = Model.Script(m => m.Attempt == 1 ? m.Fail(ModelFailure.Overloaded) : m.Say("now"));
        await Assert.ThrowsAsync<ModelFailedException>(() => Ask(model, new ChatMessage(ChatRole.User, "go")));
        Assert.Equal("now", (await Ask(model, new ChatMessage(ChatRole.User, "go"))).Text);
    }

    private static Task<ChatResponse> Ask(ScriptedModel model, params ChatMessage[] messages) => model.GetResponseAsync(messages, cancellationToken: TestContext.Current.CancellationToken);
}
