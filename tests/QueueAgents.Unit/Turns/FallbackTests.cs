using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Turns;

public sealed class FallbackTests
{
    private static readonly TurnRequest Request = TurnBench.Request() with { Model = new("main", Fallback: "spare", FallbackAfter: 2) };

    [Theory]
    [InlineData(1, "from the main one")]
    [InlineData(2, "from the main one")]
    [InlineData(3, "from the spare")]
    [InlineData(9, "from the spare")]
    public async Task The_fallback_is_asked_once_as_many_attempts_have_failed(int attempt, string answer)
        => Assert.Equal(answer, (await new TurnBench(Model.Improvise(m => m.Say("from the main one"))).Run(Request with { Attempt = attempt })).Text);

    [Fact]
    public async Task A_model_that_refuses_for_good_is_replaced_at_once()
        => Assert.Equal("from the spare", (await new TurnBench(Model.Improvise(m => m.Fail(ModelFailure.Permanent))).Run(Request)).Text);

    [Fact]
    public async Task What_is_too_large_is_not_tried_elsewhere()
        => Assert.Equal(ModelFailure.TooLarge, (await new TurnBench(Model.Improvise(m => m.Fail(ModelFailure.TooLarge))).Fail(Request)).Failure);

    [Fact]
    public async Task The_pause_the_first_model_asks_for_is_not_kept_before_the_other_is_asked()
    {
        var bench = new TurnBench(Model.Improvise(m => m.Fail(ModelFailure.RateLimited, TimeSpan.FromMinutes(5))));
        Assert.Equal(TimeSpan.FromMinutes(5), (await bench.Fail(Request)).RetryIn);
        Assert.Equal(TimeSpan.Zero, (await bench.Fail(Request with { Attempt = 2 })).RetryIn);
    }

    [Fact]
    public async Task Without_a_fallback_every_failure_is_the_steps()
    {
        var bench = new TurnBench(Model.Improvise(m => m.Fail(ModelFailure.Permanent)));
        Assert.False((await bench.Fail(Request with { Model = new("main"), Attempt = 9 })).Retryable);
    }

    [Theory]
    [InlineData(typeof(HttpRequestException), "The connection to the model was lost.")]
    [InlineData(typeof(IOException), "The connection to the model was lost.")]
    [InlineData(typeof(TimeoutException), "The model did not answer in time.")]
    [InlineData(typeof(TaskCanceledException), "The model did not answer in time.")]
    [InlineData(typeof(NotSupportedException), "The model's client has failed: NotSupportedException.")]
    public async Task A_client_of_ones_own_may_throw_what_it_likes_and_the_step_is_repeated(Type exception, string message)
    {
        var bench = new TurnBench(Model.Improvise(_ => throw (Exception)Activator.CreateInstance(exception)!));
        var failure = await bench.Fail();
        Assert.Equal((true, message), (failure.Retryable, failure.Message));
    }
}
