using System.Diagnostics;
using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Turns;

public sealed class TurnTests
{
    [Fact]
    public async Task A_conversation_goes_on_turn_by_turn_from_its_stored_items()
    {
        var bench = new TurnBench(Model.Script(
            m => m.Call("get_order", new { orderId = "17" }).Call("get_order", new { orderId = "18" }),
            m => m.Say($"Found {string.Join(" and ", m.Results)}.")));

        var first = await bench.Run();
        Assert.Equal([new("call-1-1", "get_order", new("""{"orderId":"17"}""")), new("call-1-2", "get_order", new("""{"orderId":"18"}"""))], first.Calls);
        Assert.Equal("tool_calls", first.Finish);

        var second = await bench.Run(TurnBench.Request(
        [
            ChatItems.User("go"), .. first.Items, ChatItems.ToolResult("call-1-2", ToolAnswer.Ok("two")), ChatItems.ToolResult("call-1-1", ToolAnswer.Ok("one")),
        ]));
        Assert.Equal("Found one and two.", second.Text);
        Assert.Equal((100L, 10L, 0.00012m), (second.Usage.Input, second.Usage.Output, second.Cost));
    }

    [Fact]
    public async Task Tools_go_out_as_declarations_in_their_order()
    {
        IList<AITool>? sent = null;
        var bench = new TurnBench(Model.Improvise(m =>
        {
            sent = m.Options!.Tools;
            return m.Say("ok");
        }));
        await bench.Run(TurnBench.Request() with { Tools = new([FunctionTools.Of(AIFunctionFactory.Create(() => 1, "one"), new()), FunctionTools.Of(AIFunctionFactory.Create(() => 2, "two"), new())], []) });

        Assert.Equal(["one", "two"], sent!.Select(tool => tool.Name));
        Assert.All(sent!, tool => Assert.IsNotAssignableFrom<AIFunction>(tool));
    }

    [Fact]
    public async Task Calls_with_one_name_get_two_and_the_item_says_the_same()
    {
        var result = await new TurnBench(new Twins()).Run();
        Assert.Equal(["a", "a-2", "call"], result.Calls.Select(call => call.CallId));
        Assert.Equal(["a", "a-2", "call"], ChatItems.Read(result.Items.Single()).Contents.OfType<FunctionCallContent>().Select(call => call.CallId));
    }

    [Fact]
    public async Task Arguments_that_are_too_deep_or_name_a_member_twice_are_a_problem_and_are_not_stored()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);
        foreach (var arguments in new[] { deep, """{"a":{"b":1,"b":2}}""" })
        {
            var result = await new TurnBench(Model.Script(m => m.Call("tool", new { x = new Json(arguments) }))).Run();
            Assert.Contains("name a member twice, or are nested too deeply", Assert.Single(result.Calls).Problem, StringComparison.Ordinal);
            Assert.DoesNotContain("\"b\"", result.Items.Single().Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_over_its_bound_ends_the_turn_for_good()
    {
        var bench = new TurnBench(Model.Improvise(m => m.Say(new string('ä', 600))));
        Assert.NotEmpty((await bench.Run(TurnBench.Request() with { Limits = new() { AnswerBytes = 1_200 } })).Text);
        Assert.Equal(ModelFailure.TooLarge, (await bench.Fail(TurnBench.Request() with { Limits = new() { AnswerBytes = 1_199 } })).Failure);
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_torn()
        => Assert.Equal("model-transient", (await new TurnBench(Model.Improvise(m => m.Say("half of").Tear())).Fail()).Kind);

    [Theory]
    [InlineData("""{"approved":true,"reason":"ok"}""", true)]
    [InlineData("```json\n{\"approved\":true,\"reason\":\"ok\"}\n```", true)]
    [InlineData("""{"approved":true}""", false)]
    [InlineData("""{"approved":true,"reason":"ok","more":1}""", false)]
    [InlineData("I approve.", false)]
    [InlineData("null", false)]
    public async Task A_result_fits_its_type_or_the_model_is_told_what_does_not(string answer, bool fits)
    {
        var result = await new TurnBench(Model.Improvise(m => m.Say(answer))).Run(TurnBench.Request() with { Returns = ResultFormat.Of<Decision>() });
        Assert.Equal(fits ? """{"approved":true,"reason":"ok"}""" : null, result.Returned.Text);
        Assert.Equal(fits, result.ReturnedProblem is null);
    }

    [Fact]
    public async Task A_result_that_is_no_object_travels_in_one()
    {
        var format = ResultFormat.Of<string[]>();
        Assert.Equal("object", format.Schema.GetProperty("type").GetString());
        var result = await new TurnBench(Model.Improvise(m => m.Say("""{"result":["a","b"]}"""))).Run(TurnBench.Request() with { Returns = format });
        Assert.Equal("""["a","b"]""", result.Returned.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_span_says_what_a_turn_used_and_its_contents_only_on_request(bool contents)
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GenAi.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.DisplayName == "chat script" && span.GetTagItem(GenAi.AgentName) as string == "spanned") spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await new TurnBench(Model.Improvise(m => m.Say("a secret").Using(input: 30, output: 4, cached: 7)), contents: contents).Run(TurnBench.Request() with { Agent = "spanned" });

        var span = Assert.Single(spans);
        Assert.Equal(("chat", "scripted", "script"), (span.GetTagItem("gen_ai.operation.name"), span.GetTagItem("gen_ai.provider.name"), span.GetTagItem("gen_ai.response.model")));
        Assert.Equal((30L, 4L, 7L), (span.GetTagItem("gen_ai.usage.input_tokens"), span.GetTagItem("gen_ai.usage.output_tokens"), span.GetTagItem("gen_ai.usage.cache_read.input_tokens")));
        Assert.Equal(contents, span.TagObjects.Any(tag => tag.Value?.ToString()?.Contains("a secret", StringComparison.Ordinal) is true));
    }

    private sealed record Decision(bool Approved, string Reason);

    /// <summary>A model that gives two calls one name and a third none.</summary>
    private sealed class Twins : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, [new FunctionCallContent("a", "tool"), new FunctionCallContent("a", "tool"), new FunctionCallContent("", "tool")]) { FinishReason = ChatFinishReason.ToolCalls };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
