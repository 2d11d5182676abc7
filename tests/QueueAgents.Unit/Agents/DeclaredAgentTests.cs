using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Agents;

/// <summary>What a declaration may say, and what it means.</summary>
public sealed class DeclaredAgentTests
{
    private static readonly AIFunction Look = AIFunctionFactory.Create((string id) => id, "look", "Looks.");

    private static LoopPlan Plan(Action<AgentBuilder>? more = null)
    {
        var builder = new AgentBuilder().Model("main").Tool(Look, EffectClass.ReadOnly);
        more?.Invoke(builder);
        return builder.Build("clerk");
    }

    private static ExecuteStep Call(string tool) => new() { Kind = StepKind.Item, Step = tool };

    [Fact]
    public void All_that_is_missing_is_said_at_once()
    {
        var problems = Assert.Throws<AgentDefinitionException>(() => new AgentBuilder().Build("No Name")).Problems;
        Assert.Equal(2, problems.Count);
    }

    [Fact]
    public void A_run_is_bounded_although_nobody_said_so()
        => Assert.Equal((50, 5), (Plan().Budget.Turns, Plan().SameCall));

    [Theory]
    [InlineData("""{"amount":100}""", false)]
    [InlineData("""{"amount":100.01}""", true)]
    [InlineData("""{"amount":"many"}""", true)]
    [InlineData("""{}""", false)]
    public void A_condition_decides_whether_a_person_is_asked_and_where_it_cannot_one_is(string arguments, bool asks)
        => Assert.Equal(asks, Plan(a => a.Approve("look", args => args.Decimal("amount") > 100m)).AskBefore("look", new Json(arguments)) is not null);

    [Fact]
    public void Another_tool_is_not_asked_about() => Assert.Null(Plan(a => a.Approve("look")).AskBefore("other", new Json("{}")));

    [Fact]
    public async Task What_an_agent_may_ask_and_whom_it_may_call_is_allowed_with_it()
    {
        var plan = Plan(a => a.Allow("look").AskUser().Agent("find-out", "Finds out."));
        Assert.Equal(["look", "find_out", AgentBuilder.AskUserTool], (await plan.Tools.Resolve(null!, TestContext.Current.CancellationToken)).Declarations.Select(d => d.Name));
        Assert.Equal("find-out", plan.Agents["find_out"]);
    }

    [Fact]
    public void A_budget_of_nothing_is_refused() => Assert.Throws<ArgumentException>(() => new AgentBuilder().Budget(turns: 0));

    [Fact]
    public void A_turn_is_tried_often_because_models_are_busy_and_a_long_tool_has_its_time()
    {
        var loop = new LoopDefinition(Plan(a => a.Tools(ToolSource.Function(AIFunctionFactory.Create(() => 1, "slow", "Is slow."), new ToolOptions { Timeout = TimeSpan.FromHours(2) }))));
        Assert.Equal(12, loop.PolicyOf(new ExecuteStep { Kind = StepKind.Sequential, Step = LoopDefinition.Turn }).MaxAttempts);
        Assert.Equal((3, TimeSpan.FromMinutes(10)), (loop.PolicyOf(Call("look")).MaxAttempts, loop.PolicyOf(Call("look")).Timeout));
        Assert.Equal(TimeSpan.FromMinutes(121), loop.PolicyOf(Call("slow")).Timeout);
    }

    [Fact]
    public void A_call_is_the_same_whatever_the_order_of_its_arguments_and_another_with_another_result()
    {
        var call = new PendingCall("1", "look", CallHash.Of("look", new Json("""{"a":1,"b":2}""")));
        var state = new LoopState().Saw(call, "nothing", out _).Saw(call with { Id = "2", Hash = CallHash.Of("look", new Json("""{"b":2,"a":1}""")) }, "nothing", out var times);
        state.Saw(call, "something", out var other);
        Assert.Equal((2, 1), (times, other));
    }

    [Fact]
    public void What_is_remembered_of_calls_is_bounded()
    {
        var state = Enumerable.Range(0, 200).Aggregate(new LoopState(), (state, i) => state.Saw(new PendingCall("1", "look", $"{i}"), "x", out _));
        Assert.Equal(50, state.Seen.Count);
    }
}
