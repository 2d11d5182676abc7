using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using Xunit;
using static QueueAgents.EndToEnd.Loop.ScriptedModel;

namespace QueueAgents.EndToEnd.Loop;

/// <summary>A model that does not stop by itself is stopped, each time by a reason of its own.</summary>
public sealed class BoundTests
{
    [Fact]
    public async Task One_that_never_stops_ends_with_its_turns()
    {
        var order = 0;
        await using var one = await LoopFleet.StartAsync(a => a.Budget(turns: 6), [.. Enumerable.Repeat((IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> _) => Call(("get_order", new { orderId = $"A-{order++}" })), 20)]);
        var end = await one.EndAsync(await one.SubmitAsync(LoopFleet.Clerk, "go"));
        Assert.Equal((RunState.Failed, "budget-turns"), (end.State, end.Error?.Type));
        Assert.Equal(6, one.Notes.Lines.Count(line => line.StartsWith("turn", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_that_repeats_itself_is_stopped()
    {
        await using var one = await LoopFleet.StartAsync(a => a.StopRepeating(3), [.. Enumerable.Repeat((IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> _) => Call(("get_order", new { orderId = "A-1" })), 20)]);
        var end = await one.EndAsync(await one.SubmitAsync(LoopFleet.Clerk, "go"));
        Assert.Equal((RunState.Failed, "repeating"), (end.State, end.Error?.Type));
        Assert.Equal(3, one.Notes.Lines.Count(line => line.StartsWith("turn", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_that_asks_for_unknown_tools_again_and_again_is_stopped()
    {
        await using var one = await LoopFleet.StartAsync(null, [.. Enumerable.Repeat((IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> _) => Call(("fly", new { to = "moon" })), 20)]);
        var end = await one.EndAsync(await one.SubmitAsync(LoopFleet.Clerk, "go"));
        Assert.Equal((RunState.Failed, "repeating"), (end.State, end.Error?.Type));
    }

    [Fact]
    public async Task One_that_makes_up_another_tool_each_time_ends_with_its_turns()
    {
        var tool = 0;
        await using var one = await LoopFleet.StartAsync(a => a.Budget(turns: 6), [.. Enumerable.Repeat((IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> _) => Call(($"fly_{tool++}", new { to = "moon" })), 20)]);
        var run = await one.SubmitAsync(LoopFleet.Clerk, "go");
        Assert.Equal("budget-turns", (await one.EndAsync(run)).Error?.Type);
        Assert.All((await one.AttemptsAsync(run)).Where(a => a.Kind == StepKind.Item), a => Assert.Equal("unknown-tool", a.Error!.Type));
    }

    [Fact]
    public async Task One_that_wants_a_thousand_calls_at_once_gets_as_many_as_a_turn_may_have()
    {
        var calls = Enumerable.Range(0, 1_000).Select(i => ("get_order", (object)new { orderId = $"A-{i}" })).ToArray();
        await using var one = await LoopFleet.StartAsync(a => a.Turn(calls: 8), _ => Call(calls), m => Say($"{Results(m).Count(r => r.StartsWith("order", StringComparison.Ordinal))} of {Results(m).Count}"));
        var run = await one.SubmitAsync(LoopFleet.Clerk, "go");
        Assert.Equal("8 of 1000", await one.ResultAsync<string>(run));
        Assert.Equal(992, (await one.AttemptsAsync(run)).Count(a => a.Error?.Type == "refused"));
    }

    [Fact]
    public async Task One_that_wants_a_thousand_new_calls_in_each_turn_ends_with_its_turns()
    {
        var order = 0;
        await using var one = await LoopFleet.StartAsync(a => a.Budget(turns: 3), [.. Enumerable.Repeat(
            (IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> _) => Call([.. Enumerable.Range(0, 1_000).Select(_ => ("get_order", (object)new { orderId = $"A-{order++}" }))]), 5)]);
        var run = await one.SubmitAsync(LoopFleet.Clerk, "go");
        Assert.Equal((RunState.Failed, "budget-turns"), ((await one.EndAsync(run)).State, (await one.EndAsync(run)).Error?.Type));
        var calls = (await one.AttemptsAsync(run)).Where(a => a.Kind == StepKind.Item).ToLookup(a => a.Error?.Type);
        Assert.Equal((3 * 64, 3 * 936), (calls[null].Count(), calls["refused"].Count())); // 64 is what a turn may have where nobody says.
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_answers_with_five_megabytes_ends_with_that(bool asArgument)
    {
        var much = new string('x', 5 << 20);
        await using var one = await LoopFleet.StartAsync(null, _ => asArgument ? Call(("get_order", new { orderId = much })) : Say(much));
        var end = await one.EndAsync(await one.SubmitAsync(LoopFleet.Clerk, "go"));
        Assert.Equal((RunState.Failed, "model-too-large"), (end.State, end.Error?.Type));
    }

    [Fact]
    public async Task Tokens_are_counted_over_turns()
    {
        var order = 0;
        await using var one = await LoopFleet.StartAsync(a => a.Budget(tokens: 250), [.. Enumerable.Repeat((IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> _) => Call(("get_order", new { orderId = $"A-{order++}" })), 20)]);
        var run = await one.SubmitAsync(LoopFleet.Clerk, "go");
        Assert.Equal("budget-tokens", (await one.EndAsync(run)).Error?.Type);
        Assert.Equal(new Spent(3, 300, 0), (await one.Fleet.Runs.FindAsync(run, CancellationToken.None))!.Loop!.Spent);
    }
}
