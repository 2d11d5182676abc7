using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Providers;

public sealed class AnswerTests
{
    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task An_answer_is_told_piece_by_piece_and_comes_as_one_item(Interface kind)
    {
        await using var provider = await LoopbackProvider.Start(Turning.WireOf(kind).Answer("Refunded order A-17."));
        using var turning = new Turning(kind, provider);
        var pieces = new List<string>();

        var result = await turning.Run(Turning.Request() with { OnText = pieces.Add });

        Assert.True(pieces.Count > 1, $"It came in {pieces.Count} pieces.");
        Assert.Equal("Refunded order A-17.", string.Concat(pieces));
        Assert.Equal(("Refunded order A-17.", "stop"), (result.Text, result.Finish));
        Assert.Empty(result.Calls);
        Assert.Equal("Refunded order A-17.", ChatItems.Read(Assert.Single(result.Items)).Text);
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task Parallel_calls_come_in_the_models_order_with_the_arguments_it_wrote(Interface kind)
    {
        await using var provider = await LoopbackProvider.Start(Turning.WireOf(kind).Answer(calls:
        [
            new("call_1", "get_order", """{"orderId":"A-17","withHistory":true}"""),
            new("call_2", "get_order", """{"orderId":"A-18"}"""),
        ]));
        using var turning = new Turning(kind, provider);

        var result = await turning.Run();

        Assert.Equal(
            [new("call_1", "get_order", new("""{"orderId":"A-17","withHistory":true}""")), new("call_2", "get_order", new("""{"orderId":"A-18"}"""))],
            result.Calls);
        Assert.Single(result.Items);
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task Malformed_arguments_are_a_call_with_a_problem_and_the_next_turn_is_accepted(Interface kind)
    {
        var wire = Turning.WireOf(kind);
        await using var provider = await LoopbackProvider.Start(wire.Answer(calls: [new("call_1", "get_order", """{"orderId":"A-""")]), wire.Answer("Sorry."));
        using var turning = new Turning(kind, provider);

        var result = await turning.Run();
        var call = Assert.Single(result.Calls);
        Assert.Equal("{}", call.Arguments.Text);
        Assert.Contains("not valid JSON", call.Problem, StringComparison.Ordinal);

        var answer = Turning.Request().Tools.Prepare(call).Answer!;
        Assert.Equal(ToolVerdict.Refused, answer.Verdict);
        await turning.Run(Turning.Request([.. Turning.Request().Items, .. result.Items, ChatItems.ToolResult(call.CallId, answer)]));
        Assert.Contains("not valid JSON", provider.Asked[1].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("A-\\\"", provider.Asked[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task A_thousand_calls_in_one_answer_are_answered_and_few_are_run(Interface kind)
    {
        var calls = Enumerable.Range(0, 1_000).Select(number => new WireCall($"call_{number}", "get_order", $$"""{"orderId":"{{number}}"}""")).ToArray();
        await using var provider = await LoopbackProvider.Start(Turning.WireOf(kind).Answer(calls: calls));
        using var turning = new Turning(kind, provider);

        var result = await turning.Run();

        Assert.Equal(1_000, result.Calls.Count);
        Assert.Equal(64, result.Calls.Count(call => call.Problem is null));
        Assert.All(result.Calls.Skip(64), call => Assert.Contains("At most 64 calls", call.Problem, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task Usage_and_cost_come_with_the_answer(Interface kind)
    {
        await using var provider = await LoopbackProvider.Start(Turning.WireOf(kind).Answer("Done."));
        using var turning = new Turning(
            kind, provider, null, new ModelPrice { Model = "gpt-5-mini", Input = 1, CachedInput = 0.5m, Output = 10 }, new ModelPrice { Model = "claude-sonnet-4-5", Input = 3, CachedInput = 0.3m, CacheWrite = 4, Output = 15 });

        var result = await turning.Run();

        if (kind == Interface.Anthropic)
        {
            Assert.Equal(new TurnUsage(Input: 19, Output: 20, Cached: 7, CacheWrite: 2, Reasoning: 0), result.Usage);
            Assert.Equal(((10 * 3m) + (7 * 0.3m) + (2 * 4m) + (20 * 15m)) / 1_000_000, result.Cost);
            Assert.Equal(("anthropic", "claude-sonnet-4-5-20250929"), (result.Provider, result.Model));
        }
        else
        {
            Assert.Equal(new TurnUsage(Input: 100, Output: 20, Cached: 40, CacheWrite: 0, Reasoning: 5), result.Usage);
            Assert.Equal(((60 * 1m) + (40 * 0.5m) + (20 * 10m)) / 1_000_000, result.Cost);
            Assert.Equal(("openai", "gpt-5-mini-2025-08-07"), (result.Provider, result.Model));
        }
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task A_model_without_a_price_has_no_cost(Interface kind)
    {
        await using var provider = await LoopbackProvider.Start(Turning.WireOf(kind).Answer("Done."));
        using var turning = new Turning(kind, provider);
        Assert.Null((await turning.Run()).Cost);
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task A_type_that_is_asked_for_comes_back_checked(Interface kind)
    {
        var wire = Turning.WireOf(kind);
        await using var provider = await LoopbackProvider.Start(wire.Answer("""{"approved":true,"reason":"ok"}"""), wire.Answer("""{"approved":"maybe"}"""));
        using var turning = new Turning(kind, provider);
        var request = Turning.Request() with { Returns = ResultFormat.Of<Decision>() };

        Assert.Equal("""{"approved":true,"reason":"ok"}""", (await turning.Run(request)).Returned.Text);
        Assert.Contains("approved", provider.Asked[0].Body, StringComparison.Ordinal);

        var wrong = await turning.Run(request);
        Assert.True(wrong.Returned.IsNone);
        Assert.Contains("Answer with JSON alone that fits this schema", wrong.ReturnedProblem, StringComparison.Ordinal);
    }

    private sealed record Decision(bool Approved, string Reason);
}
