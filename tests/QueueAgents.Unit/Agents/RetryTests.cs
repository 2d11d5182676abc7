using QueueAgents.Agents;
using Xunit;

namespace QueueAgents.Unit.Agents;

public sealed class RetryTests
{
    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 0.5, 2)]
    [InlineData(3, 0.5, 4)]
    [InlineData(7, 0.5, 60)]
    [InlineData(500, 0.5, 60)]
    [InlineData(1, 0.0, 0.8)]
    [InlineData(1, 1.0, 1.2)]
    public void By_default_the_pause_is_a_second_doubling_to_a_minute_give_or_take_a_fifth(int attempt, double random, double seconds)
        => Assert.Equal(seconds, StepPolicy.Default.Delay(attempt, random).TotalSeconds, tolerance: 0.001);

    [Fact]
    public void By_default_a_step_has_three_attempts_of_ten_minutes()
    {
        Assert.Equal(3, StepPolicy.Default.MaxAttempts);
        Assert.Equal(TimeSpan.FromMinutes(10), StepPolicy.Default.Timeout);
        Assert.Null(StepPolicy.Default.Heartbeat);
    }

    [Fact]
    public void Any_exception_is_worth_another_attempt()
    {
        var failure = StepFailure.Of(new InvalidOperationException("no luck"), StepPolicy.Default, attempt: 2, random: 0.5);

        Assert.True(failure.Retryable);
        Assert.False(failure.Park);
        Assert.Equal(("InvalidOperationException", "no luck"), (failure.Error.Type, failure.Error.Message));
        Assert.Equal(TimeSpan.FromSeconds(2), failure.RetryIn);
    }

    [Fact]
    public void An_exception_named_as_not_retryable_is_not_nor_are_those_derived_from_it()
    {
        var policy = StepPolicy.Read(new StepAttribute { NonRetryable = [typeof(ArgumentException)] }, "", []);

        Assert.False(StepFailure.Of(new ArgumentNullException("x"), policy, 1, 0.5).Retryable);
        Assert.True(StepFailure.Of(new TimeoutException(), policy, 1, 0.5).Retryable);
    }

    [Fact]
    public void The_author_can_decide_by_throwing()
    {
        Assert.False(StepFailure.Of(new StepFailedException("done for"), StepPolicy.Default, 1, 0.5).Retryable);

        var later = StepFailure.Of(new StepFailedException("busy", retryable: true) { RetryIn = TimeSpan.FromMinutes(3), Kind = "busy" }, StepPolicy.Default, 1, 0.5);
        Assert.True(later.Retryable);
        Assert.Equal(TimeSpan.FromMinutes(3), later.RetryIn);
        Assert.Equal("busy", later.Error.Type);
    }

    [Fact]
    public void A_parked_one_is_not_repeated()
    {
        var failure = StepFailure.Of(new ParkedException(ParkedException.BadState, "odd"), StepPolicy.Default, 1, 0.5);

        Assert.True(failure.Park);
        Assert.False(failure.Retryable);
    }

    [Fact]
    public void An_errors_message_is_cut_at_4000_characters()
        => Assert.Equal(4_000, StepFailure.Of(new InvalidOperationException(new string('x', 9_000)), StepPolicy.Default, 1, 0.5).Error.Message.Length);
}
