using System.ComponentModel;
using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Tools;

public sealed class CallTests
{
    private readonly Bench _bench = Bench.Of<Shop>(new Payments());

    [Fact]
    public async Task A_method_gets_its_arguments_in_their_types_and_its_class_from_dependency_injection()
        => Assert.Equal(ToolAnswer.Ok("refunded 12.50 of A-17 from bank"), await _bench.Call("refund", """{"orderId":"A-17","amount":12.50}"""));

    [Fact]
    public async Task A_method_that_takes_the_call_gets_the_effect_key_and_the_model_does_not_see_it()
    {
        Assert.Equal("key/7 7 2 acme", (await _bench.Call("send_letter")).Text);
        Assert.DoesNotContain("call", _bench.Prepare("send_letter", "{}").Tool!.Schema, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_method_returns_is_written_as_json_and_a_text_as_it_is()
    {
        Assert.Equal("""{"id":"A-17","total":12.5,"state":"open"}""", (await _bench.Call("get_order", """{"orderId":"A-17"}""")).Text);
        Assert.Equal("Done.", (await _bench.Call("nothing")).Text);
        Assert.Equal("\ufffd", (await _bench.Call("half_a_character")).Text);
    }

    [Fact]
    public async Task An_error_says_what_was_wrong_and_what_to_try_next()
        => Assert.Equal(
            new("Error: There is no order 'B'. Try next: call list_orders.", ToolVerdict.Error),
            await _bench.Call("get_order", """{"orderId":"B"}"""));

    [Fact]
    public async Task An_error_can_say_that_it_is_impossible()
        => Assert.Equal("Error: Gone. This is not possible; do not try again.", (await _bench.Call("impossible")).Text);

    [Fact]
    public async Task What_else_a_method_throws_is_not_told_to_the_model()
    {
        var answer = await _bench.Call("crash");
        Assert.Equal(ToolVerdict.Crashed, answer.Verdict);
        Assert.True(answer.Retryable);
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happens_at_most_once_is_not_repeated_after_a_crash()
    {
        var answer = await _bench.Call("crash_once");
        Assert.False(answer.Retryable);
        Assert.Contains("may or may not have happened", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_author_can_decide_about_the_step_himself()
        => Assert.Equal(TimeSpan.FromMinutes(3), (await Assert.ThrowsAsync<StepFailedException>(() => _bench.Call("later"))).RetryIn);

    [Theory]
    [InlineData("{}", "'orderId' is missing.")]
    [InlineData("""{"orderId":17}""", "'orderId' must be string, not number.")]
    [InlineData("""{"orderId":null}""", "'orderId' must be string, not null.")]
    [InlineData("""{"orderId":"A","colour":"red"}""", "there is no argument 'colour'.")]
    [InlineData("""{"orderId":"A","kind":"huge"}""", "'kind' must be one of \"small\", \"large\", null.")]
    [InlineData("""{"orderId":"A","lines":[{"count":1},{"count":"two"}]}""", "'lines[1].count' must be integer, not string.")]
    [InlineData("""{"orderId":"A","lines":[{"count":99999999999}]}""", "'lines' does not fit")]
    [InlineData("""{"orderId":"A","lines":[{}]}""", "'lines[0].count' is missing.")]
    [InlineData("[]", "the whole must be object, not array.")]
    public void Wrong_arguments_are_answered_with_what_is_wrong_and_the_schema(string arguments, string problem)
    {
        var call = _bench.Prepare("search", arguments);
        Assert.Equal(ToolVerdict.BadArguments, call.Answer?.Verdict);
        Assert.Contains(problem, call.Answer!.Text, StringComparison.Ordinal);
        Assert.Contains(_bench.Prepare("search", """{"orderId":"A"}""").Tool!.Schema, call.Answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_nobody_has_is_answered_with_those_there_are()
        => Assert.StartsWith("Error: There is no tool 'get_ordr'. Try next: call one of crash, crash_once, get_order,", _bench.Prepare("get_ordr", "{}").Answer!.Text, StringComparison.Ordinal);

    [Fact]
    public async Task Arguments_that_a_function_finds_wrong_itself_are_answered_with_its_schema()
    {
        var function = AIFunctionFactory.Create((int number) => number * 2, "double");
        var bench = new Bench(new([FunctionTools.Of(function, new())], []), Bench.Services());

        Assert.Equal(ToolAnswer.Ok("42"), await bench.Call("double", """{"number":21}"""));
        Assert.Equal(ToolVerdict.BadArguments, (await bench.Call("double", """{"number":99999999999}""")).Verdict);
    }

    private sealed class Payments
    {
        public string Name => "bank";
    }

    private enum OrderState
    {
        Open,
    }

    private enum Size
    {
        Small,
        Large,
    }

    private sealed record Order(string Id, decimal Total, OrderState State);

    private sealed record Line(int Count);

    private sealed class Shop(Payments payments)
    {
        [AgentTool(Effect = EffectClass.ReadOnly), Description("Find one order by its id.")]
        public Order GetOrder(string orderId) => orderId == "A-17" ? new(orderId, 12.5m, OrderState.Open) : throw new ToolError($"There is no order '{orderId}'.", tryNext: "call list_orders.");

        [AgentTool(Effect = EffectClass.Idempotent)]
        public Task<string> RefundAsync(string orderId, decimal amount, CancellationToken ct) => Task.FromResult($"refunded {amount} of {orderId} from {payments.Name}");

        [AgentTool]
        public string SendLetter(ToolCall call) => $"{call.EffectKey} {call.Seq} {call.Attempt} {call.Tenant}";

        [AgentTool(Effect = EffectClass.ReadOnly)]
        public string Search(string orderId, Size? kind = null, IReadOnlyList<Line>? lines = null) => $"{orderId} {kind} {lines?.Count}";

        [AgentTool]
        public Task Nothing() => Task.CompletedTask;

        [AgentTool]
        public string HalfACharacter() => "\ud800";

        [AgentTool]
        public void Impossible() => throw ToolError.Impossible("Gone.");

        [AgentTool(Effect = EffectClass.Idempotent)]
        public void Crash() => throw new InvalidOperationException("secret");

        [AgentTool]
        public void CrashOnce() => throw new InvalidOperationException("secret");

        [AgentTool]
        public void Later() => throw new StepFailedException("busy", retryable: true) { RetryIn = TimeSpan.FromMinutes(3) };
    }
}
