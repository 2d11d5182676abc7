using QueueAgents.Agents;
using Xunit;

namespace QueueAgents.Providers;

/// <summary>Whatever a provider does, the turn ends at once, with one request made, and says what it means for the step.</summary>
public sealed class FailureTests
{
    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task A_rate_limit_hands_out_the_pause_and_neither_waits_nor_asks_again(Interface kind)
    {
        var (failure, asked) = await Fail(kind, wire => wire.Refusal(429, "rate_limit_exceeded", "Slow down.").With("Retry-After", "1800"));

        Assert.Equal((ModelFailure.RateLimited, true, TimeSpan.FromMinutes(30)), (failure.Failure, failure.Retryable, failure.RetryIn));
        Assert.Equal("model-rate-limited", failure.Kind);
        Assert.Equal(1, asked);
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task A_rate_limit_that_does_not_say_how_long_leaves_the_pause_to_the_step(Interface kind)
        => Assert.Null((await Fail(kind, wire => wire.Refusal(429, "rate_limit_exceeded", "Slow down."))).Failure.RetryIn);

    [Theory]
    [InlineData(Interface.OpenAIChat, 500, ModelFailure.Transient)]
    [InlineData(Interface.OpenAIResponses, 502, ModelFailure.Transient)]
    [InlineData(Interface.OpenAIChat, 503, ModelFailure.Overloaded)]
    [InlineData(Interface.Anthropic, 500, ModelFailure.Transient)]
    [InlineData(Interface.Anthropic, 529, ModelFailure.Overloaded)]
    [InlineData(Interface.OpenAIChat, 408, ModelFailure.Transient)]
    [InlineData(Interface.OpenAIChat, 400, ModelFailure.Permanent)]
    [InlineData(Interface.OpenAIResponses, 401, ModelFailure.Permanent)]
    [InlineData(Interface.Anthropic, 403, ModelFailure.Permanent)]
    [InlineData(Interface.Anthropic, 404, ModelFailure.Permanent)]
    [InlineData(Interface.OpenAIChat, 302, ModelFailure.Permanent)]
    [InlineData(Interface.Anthropic, 413, ModelFailure.TooLarge)]
    public async Task A_status_is_what_it_means_after_one_request(Interface kind, int status, ModelFailure expected)
    {
        var (failure, asked) = await Fail(kind, wire => wire.Refusal(status, "some_code", "Some words."));

        Assert.Equal(expected, failure.Failure);
        Assert.Equal(expected is not (ModelFailure.Permanent or ModelFailure.TooLarge), failure.Retryable);
        Assert.Equal(1, asked);
        Assert.Contains($"answered {status} (some_code: Some words.)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Interface.OpenAIChat, 400, "context_length_exceeded", "too long")]
    [InlineData(Interface.Anthropic, 400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum")]
    public async Task A_conversation_that_is_too_long_is_too_large_and_not_repeated(Interface kind, int status, string code, string message)
        => Assert.Equal(ModelFailure.TooLarge, (await Fail(kind, wire => wire.Refusal(status, code, message))).Failure.Failure);

    [Fact]
    public async Task An_account_without_money_is_not_asked_again()
        => Assert.Equal(ModelFailure.Permanent, (await Fail(Interface.OpenAIChat, wire => wire.Refusal(429, "insufficient_quota", "Pay."))).Failure.Failure);

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task An_answer_whose_connection_breaks_is_torn(Interface kind)
        => Assert.Equal(ModelFailure.Transient, (await Fail(kind, wire => wire.Torn("I refunded the", Ending.Torn))).Failure.Failure);

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task An_answer_that_just_ends_is_torn(Interface kind)
        => Assert.Equal(ModelFailure.Transient, (await Fail(kind, wire => wire.Torn("I refunded the", Ending.Whole))).Failure.Failure);

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task A_page_of_a_proxy_is_no_answer(Interface kind)
        => Assert.Equal(ModelFailure.Transient, (await Fail(kind, _ => new(502, "text/html", ["<html>Bad gateway</html>"]))).Failure.Failure);

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task An_answer_of_five_megabytes_ends_within_its_bound(Interface kind)
    {
        var (failure, _) = await Fail(kind, wire => wire.Answer(new string('x', 5 * 1024 * 1024)));
        Assert.Equal((ModelFailure.TooLarge, false, "model-too-large"), (failure.Failure, failure.Retryable, failure.Kind));
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task Arguments_of_five_megabytes_end_within_their_bound(Interface kind)
    {
        var (failure, _) = await Fail(kind, wire => wire.Answer(calls: [new("call_1", "get_order", $$"""{"orderId":"{{new string('x', 5 * 1024 * 1024)}}"}""")]));
        Assert.Equal(ModelFailure.TooLarge, failure.Failure);
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task Nobody_listening_is_worth_another_attempt(Interface kind)
    {
        var provider = await LoopbackProvider.Start();
        using var turning = new Turning(kind, provider);
        await provider.DisposeAsync();
        Assert.True((await Assert.ThrowsAsync<ModelFailedException>(() => turning.Run())).Retryable);
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task A_step_that_is_cancelled_ends_its_request_and_is_no_failure_of_the_model(Interface kind)
    {
        await using var provider = await LoopbackProvider.Start(Turning.WireOf(kind).Torn("I refunded the", Ending.Hangs));
        using var turning = new Turning(kind, provider);
        using var step = new CancellationTokenSource();

        var run = turning.Turn.Run(Turning.Request() with { OnText = _ => step.Cancel() }, step.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Theory]
    [MemberData(nameof(Turning.All), MemberType = typeof(Turning))]
    public async Task The_key_is_in_no_failure(Interface kind)
    {
        var (failure, _) = await Fail(kind, wire => wire.Refusal(401, "invalid_api_key", "Wrong key."));
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(ModelFailedException Failure, int Asked)> Fail(Interface kind, Func<Wire, Reply> reply)
    {
        await using var provider = await LoopbackProvider.Start(reply(Turning.WireOf(kind)));
        using var turning = new Turning(kind, provider);
        var failure = await Assert.ThrowsAsync<ModelFailedException>(() => turning.Run());
        return (failure, provider.Asked.Count);
    }
}
