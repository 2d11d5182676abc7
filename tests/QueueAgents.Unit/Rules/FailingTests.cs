using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

public sealed class FailingTests
{
    private readonly Bench bench = new();

    public FailingTests() => bench.Submit();

    [Fact]
    public void A_failure_is_repeated_with_the_same_number_another_attempt_and_another_nonce()
    {
        var first = bench.OpenRow();
        bench.Fail();
        var again = Assert.Single(bench.Sent);
        Assert.Equal((1, 2, 1, 0), (again.Seq, again.Attempt, again.Failures, again.Lost));
        Assert.NotEqual(first.Nonce, again.Nonce);
        Assert.Equal(("boom", DispatchOutcome.Failed), (bench.Rows[(1, 1)].Error!.Type, bench.Rows[(1, 1)].Outcome));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)] // As long as the guard of a send: it must wait all the same.
    [InlineData(90)]
    public void A_repeat_waits_as_long_as_it_was_told(int seconds)
    {
        bench.Fail(retryIn: TimeSpan.FromSeconds(seconds));
        Assert.Empty(bench.Sent);
        Assert.Equal((DispatchPhase.Unsent, bench.Now.AddSeconds(seconds)), (bench.OpenRow().Phase, bench.OpenRow().DueAt));
    }

    [Fact]
    public void A_repeat_waits_for_a_day_at_most()
    {
        bench.Fail(retryIn: TimeSpan.FromDays(400));
        Assert.Equal(bench.Now.AddDays(1), bench.OpenRow().DueAt);
    }

    [Fact]
    public void The_last_allowed_failure_fails_the_run()
    {
        bench.Fail();
        bench.Fail();
        Assert.Equal(RunState.Running, bench.State);
        bench.Fail();
        Assert.Equal((RunState.Failed, "boom"), (bench.State, bench.Run.Error!.Type));
        Assert.Equal(RunState.Failed, bench.Told<RunFailed>().State);
    }

    [Fact]
    public void A_failure_not_worth_repeating_fails_the_run_at_once()
    {
        bench.Fail(retryable: false);
        Assert.Equal(RunState.Failed, bench.State);
    }

    [Fact]
    public void A_worker_cannot_ask_for_more_attempts_than_the_fleet_allows()
    {
        bench.Limits = new Limits { MaxAttempts = 2 };
        bench.Fail(maxAttempts: 1_000);
        bench.Fail(maxAttempts: 1_000);
        Assert.Equal(RunState.Failed, bench.State);
    }

    [Fact]
    public void A_step_that_needs_a_person_parks_its_run()
    {
        bench.Raise(bench.Failed() with { Park = true });
        Assert.Equal((RunState.Parked, 0), (bench.State, bench.Open.Count));
        Assert.Equal(RunState.Parked, bench.Told<RunFailed>().State);
    }

    [Fact]
    public void Lost_attempts_are_counted_apart_from_failures()
    {
        bench.Fail();
        bench.Lose();
        var row = bench.OpenRow();
        Assert.Equal((3, 1, 1), (row.Attempt, row.Failures, row.Lost));
    }

    [Fact]
    public void Too_many_lost_attempts_fail_the_run()
    {
        bench.Limits = new Limits { MaxLost = 3 };
        bench.Lose();
        bench.Lose();
        Assert.Equal(RunState.Running, bench.State);
        bench.Lose();
        Assert.Equal((RunState.Failed, "lost"), (bench.State, bench.Run.Error!.Type));
    }

    [Fact]
    public void R3_only_the_lease_that_expired_is_lost()
    {
        var row = bench.Claim();
        var lost = new StepLost { RunId = bench.RunId, Seq = 1, Attempt = 1, Owner = row.Owner };
        Assert.Equal("stale", bench.Raise(lost with { Owner = "another" }).Ignored);
        Assert.Equal("stale", bench.Raise(lost with { Attempt = 2 }).Ignored);
        bench.Raise(lost);
        Assert.Equal("stale", bench.Raise(lost).Ignored);
        Assert.Equal(2, bench.OpenRow().Attempt);
    }

    [Fact]
    public void R3_what_nobody_claimed_cannot_be_lost()
        => Assert.Equal("stale", bench.Raise(new StepLost { RunId = bench.RunId, Seq = 1, Attempt = 1, Owner = null }).Ignored);

    [Fact]
    public void Whoever_ran_a_lost_attempt_is_told_to_stop()
    {
        bench.Lose();
        Assert.Equal((1, 1), (bench.Told<StepSuperseded>().Seq, bench.Told<StepSuperseded>().Attempt));
        Assert.DoesNotContain(bench.LastChange!.Outbox, row => row.Route == Route.Courtesy);
    }

    [Fact]
    public void The_message_of_an_error_is_cut_where_it_would_be_a_payload()
    {
        bench.Raise(bench.Failed(retryable: false) with { Error = new StepError { Type = "long", Message = new string('x', 9_000) } });
        Assert.Equal(4_000, bench.Run.Error!.Message.Length);
    }
}
