using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

public sealed class RetryRunTests
{
    private readonly Bench bench = new();

    public RetryRunTests() => bench.Submit();

    private Decision Retry() => bench.Raise(new RetryRun { RunId = bench.RunId, By = "ada" });

    private void FanOut(int items, int width, bool tolerate = false)
        => bench.Complete(new Continuation.FanOut("Part", [.. Enumerable.Range(0, items).Select(i => Json.Of(i))], "Join", width, tolerate));

    [Fact]
    public void R5_retry_keeps_the_step_number_raises_the_attempt_and_counts_anew()
    {
        bench.Fail();
        bench.Fail(retryable: false);
        Retry();
        var row = Assert.Single(bench.Sent);
        Assert.Equal((1, 3, 0, 0), (row.Seq, row.Attempt, row.Failures, row.Lost));
        Assert.Equal((RunState.Running, null), (bench.State, bench.Run.Error));
        Assert.Equal(("ada", 1, 3), (bench.Transitions[^1].By, bench.Transitions[^1].Seq, bench.Transitions[^1].Attempt));
    }

    [Fact]
    public void A_parked_run_goes_on_where_it_stood()
    {
        bench.Complete(new Continuation.Step("Next", Json.Of(5)));
        bench.Raise(bench.Failed() with { Park = true });
        Retry();
        Assert.Equal(("Next", "5", 2), (bench.OpenRow().Step, bench.OpenRow().Input.Text, bench.OpenRow().Attempt));
    }

    [Fact]
    public void Of_a_fan_out_only_what_has_not_ended_well_is_done_again()
    {
        FanOut(5, width: 2);
        bench.Complete(new Continuation.Result(Json.None), 2);
        bench.Fail(3, retryable: false);
        Retry();
        Assert.Equal([3, 4], bench.Sent.Select(r => r.Seq));
        Assert.Equal([3, 4, 5, 6], bench.Open.Select(r => r.Seq));
        Assert.All(bench.Open, r => Assert.Equal(2, r.Attempt));
        foreach (var seq in new[] { 3, 4, 5, 6 }) bench.Complete(new Continuation.Result(Json.None), seq);
        Assert.Equal("Join", bench.OpenRow().Step);
    }

    [Fact]
    public void Failures_that_were_tolerated_stay_so_and_the_width_is_kept()
    {
        var run = new Bench();
        run.Submit(new SubmitRun { RunId = run.RunId, Agent = Bench.Agent, Deadline = run.Now.AddMinutes(1) });
        run.Complete(new Continuation.FanOut("Part", [.. Enumerable.Range(0, 6).Select(i => Json.Of(i))], "Join", 1, true));
        for (var seq = 2; seq <= 4; seq++) run.Fail(seq, retryable: false);
        run.Now += TimeSpan.FromMinutes(2);
        run.Raise(new RunDue { RunId = run.RunId });
        run.Raise(new RetryRun { RunId = run.RunId });
        Assert.Equal((1, 5, 3), (run.Sent.Count, run.Sent[0].Seq, run.Run.Group!.Failed));
        for (var seq = 5; seq <= 7; seq++) run.Complete(new Continuation.Result(Json.None), seq);
        Assert.Equal("Join", run.OpenRow().Step);
    }

    [Fact]
    public void The_item_that_parked_a_tolerant_fan_out_is_done_again()
    {
        FanOut(3, width: 1, tolerate: true);
        bench.Fail(2, retryable: false);
        bench.Now = bench.Now.AddSeconds(1);
        bench.Raise(bench.Failed(3) with { Park = true });
        Retry();
        Assert.Equal((3, 2), (bench.OpenRow().Seq, bench.OpenRow().Attempt));
    }

    [Fact]
    public void A_deadline_that_has_passed_is_dropped_and_one_to_come_stays()
    {
        var run = new Bench();
        run.Submit(new SubmitRun { RunId = run.RunId, Agent = Bench.Agent, Deadline = run.Now.AddMinutes(1) });
        run.Fail(retryable: false);
        run.Raise(new RetryRun { RunId = run.RunId });
        Assert.NotNull(run.Run.Deadline);
        run.Fail(retryable: false);
        run.Now += TimeSpan.FromMinutes(1);
        run.Raise(new RetryRun { RunId = run.RunId });
        Assert.Null(run.Run.Deadline);
        Assert.Null(run.Run.WakeAt);
    }

    [Fact]
    public void A_run_that_failed_while_it_waited_waits_on()
    {
        var run = new Bench();
        run.Submit(new SubmitRun { RunId = run.RunId, Agent = Bench.Agent, Deadline = run.Now.AddMinutes(1) });
        run.Complete(new Continuation.Ask("Really?", "Answered", null));
        var request = run.Run.Wait!.RequestId;
        run.Now += TimeSpan.FromMinutes(1);
        run.Raise(new RunDue { RunId = run.RunId });
        run.Raise(new RetryRun { RunId = run.RunId });
        Assert.Equal((RunState.Waiting, request), (run.State, run.Run.Wait!.RequestId));
    }

    [Fact]
    public void Failure_and_retry_in_one_batch_are_two_transitions_and_one_open_attempt()
    {
        bench.Together(bench.Say(bench.Failed(retryable: false)), bench.Say(new RetryRun { RunId = bench.RunId }));
        Assert.Equal([RunState.Failed, RunState.Running], bench.Transitions.Skip(1).Select(t => t.To));
        Assert.Equal(2, Assert.Single(bench.Open).Attempt);
        Assert.Equal(2, Assert.Single(bench.Sent).Attempt);
    }

    [Fact]
    public void Failure_retry_and_cancel_in_one_batch_leave_nothing_open_and_nothing_to_send()
    {
        FanOut(4, width: 2);
        bench.Together(bench.Say(bench.Failed(2, retryable: false)), bench.Say(new RetryRun { RunId = bench.RunId }), bench.Say(new CancelRun { RunId = bench.RunId }));
        Assert.Equal((RunState.Cancelled, 0, 0), (bench.State, bench.Open.Count, bench.Sent.Count));
    }

    [Theory]
    [InlineData(typeof(CancelRun))]
    [InlineData(typeof(PauseRun))]
    public void R5_a_failed_run_obeys_no_other_command(Type command)
    {
        bench.Fail(retryable: false);
        var reply = command == typeof(CancelRun) ? bench.Raise(new CancelRun { RunId = bench.RunId }).Reply : bench.Raise(new PauseRun { RunId = bench.RunId }).Reply;
        Assert.Equal(Rejections.WrongState, Assert.IsType<RunRejected>(reply).Code);
        Assert.Equal(RunState.Failed, bench.State);
    }
}
