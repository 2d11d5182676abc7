using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

public sealed class PauseTests
{
    private readonly Bench bench = new();

    public PauseTests() => bench.Submit();

    private Decision Pause() => bench.Raise(new PauseRun { RunId = bench.RunId, By = "ada" });

    private Decision Resume() => bench.Raise(new ResumeRun { RunId = bench.RunId });

    [Fact]
    public void A_paused_run_takes_the_outcome_of_its_running_step_and_holds_the_next()
    {
        Pause();
        bench.Complete(new Continuation.Step("Next", Json.None));
        Assert.Equal((RunState.Paused, 0, DispatchPhase.Held), (bench.State, bench.Sent.Count, bench.Open[0].Phase));
        Resume();
        Assert.Equal((RunState.Running, "Next"), (bench.State, Assert.Single(bench.Sent).Step));
    }

    [Fact]
    public void A_retry_that_waits_goes_on_waiting_through_pause_and_resume()
    {
        bench.Fail(retryIn: TimeSpan.FromMinutes(5));
        var due = bench.OpenRow().DueAt;
        Pause();
        Resume();
        Assert.Equal((DispatchPhase.Unsent, due, 0), (bench.OpenRow().Phase, bench.OpenRow().DueAt, bench.Sent.Count));
    }

    [Fact]
    public void A_retry_decided_while_paused_is_released_by_resume()
    {
        Pause();
        bench.Fail(retryIn: TimeSpan.FromMinutes(5));
        Assert.Equal(DispatchPhase.Held, bench.Open[0].Phase);
        Resume();
        Assert.Equal(2, Assert.Single(bench.Sent).Attempt);
    }

    [Fact]
    public void A_lost_attempt_of_a_paused_run_is_held_too()
    {
        Pause();
        bench.Lose();
        Assert.Equal((RunState.Paused, DispatchPhase.Held), (bench.State, bench.Open[0].Phase));
        Resume();
        Assert.Single(bench.Sent);
    }

    [Fact]
    public void R9_a_fan_out_that_ran_dry_while_paused_goes_on_with_its_full_width()
    {
        FanOut(bench);
        Pause();
        bench.Complete(new Continuation.Result(Json.None), 2);
        bench.Complete(new Continuation.Result(Json.None), 3);
        Assert.Equal(0, bench.Run.Group!.Open);
        Resume();
        Assert.Equal([4, 5], bench.Sent.Select(r => r.Seq));
    }

    [Fact]
    public void R9_a_fan_out_that_ran_dry_while_paused_and_then_failed_goes_on_with_Retry()
    {
        var run = new Bench();
        run.Submit(new SubmitRun { RunId = run.RunId, Agent = Bench.Agent, Deadline = run.Now.AddMinutes(1) });
        FanOut(run);
        run.Raise(new PauseRun { RunId = run.RunId });
        run.Complete(new Continuation.Result(Json.None), 2);
        run.Complete(new Continuation.Result(Json.None), 3);
        run.Now += TimeSpan.FromMinutes(1);
        run.Raise(new RunDue { RunId = run.RunId });
        run.Raise(new RetryRun { RunId = run.RunId });
        Assert.Equal([4, 5], run.Sent.Select(r => r.Seq));
    }

    [Fact]
    public void A_fan_out_that_begins_while_paused_releases_nothing_until_resume()
    {
        Pause();
        FanOut(bench);
        Assert.All(bench.Open, r => Assert.Equal(DispatchPhase.Held, r.Phase));
        Resume();
        Assert.Equal(2, bench.Sent.Count);
    }

    [Fact]
    public void Children_that_begin_while_paused_are_started_by_resume()
    {
        Pause();
        bench.Complete(new Continuation.Children("child", [Json.Of(1), Json.Of(2)], "Join", 1, false));
        Assert.DoesNotContain(bench.Messages, m => m.Message is SubmitChild);
        Resume();
        Assert.Equal((RunState.Waiting, 1), (bench.State, bench.Messages.Count(m => m.Message is SubmitChild)));
    }

    [Fact]
    public void Pause_and_resume_twice_change_nothing_more()
    {
        Assert.True(Assert.IsType<RunAccepted>(Resume().Reply).Already);
        Pause();
        Assert.True(Assert.IsType<RunAccepted>(Pause().Reply).Already);
        Assert.Equal(2, bench.Run.Version);
    }

    [Fact]
    public void A_run_that_was_queued_when_it_was_paused_begins_with_resume_if_it_is_served_by_then()
    {
        var run = new Bench { Served = null };
        run.Submit();
        run.Raise(new PauseRun { RunId = run.RunId });
        run.Raise(new ResumeRun { RunId = run.RunId });
        Assert.Equal(RunState.Queued, run.State);
        run.Raise(new PauseRun { RunId = run.RunId });
        run.Served = 1;
        Assert.Null(run.Raise(new AgentServed { RunId = run.RunId }).Run);
        run.Raise(new ResumeRun { RunId = run.RunId });
        Assert.Equal((RunState.Running, 1), (run.State, run.Sent.Count));
    }

    [Fact]
    public void A_paused_run_can_end_and_be_cancelled()
    {
        Pause();
        bench.Complete(new Continuation.Complete(Json.Of(1)));
        Assert.Equal(RunState.Completed, bench.State);

        var other = new Bench();
        other.Submit();
        other.Raise(new PauseRun { RunId = other.RunId });
        other.Raise(new CancelRun { RunId = other.RunId });
        Assert.Equal(RunState.Cancelled, other.State);
    }

    private static void FanOut(Bench run) => run.Complete(new Continuation.FanOut("Part", [.. Enumerable.Range(0, 4).Select(i => Json.Of(i))], "Join", 2, false));
}
