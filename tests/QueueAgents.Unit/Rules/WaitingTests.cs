using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

public sealed class WaitingTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly Bench bench = new();

    public WaitingTests() => bench.Submit();

    private Decision Due() => bench.Raise(new RunDue { RunId = bench.RunId });

    private void Ask(TimeSpan? timeout = null) => bench.Complete(new Continuation.Ask("Really?", "Answered", timeout));

    private Decision Answer(Guid? request = null) => bench.Raise(new AnswerRun { RunId = bench.RunId, RequestId = request ?? bench.Run.Wait!.RequestId!.Value, Body = Json.Of("yes"), By = "ada" });

    [Fact]
    public void A_question_is_told_with_the_id_its_answer_must_name()
    {
        Ask();
        Assert.Equal((RunState.Waiting, null), (bench.State, bench.Run.WakeAt));
        Assert.Equal(("Really?", bench.Run.Wait!.RequestId), (bench.Told<RunWaiting>().Question, bench.Told<RunWaiting>().RequestId));
    }

    [Fact]
    public void An_answer_goes_to_the_step_that_follows()
    {
        Ask();
        Answer();
        Assert.Equal(("Answered", "\"yes\"", Arrival.Answer), (bench.OpenRow().Step, bench.OpenRow().Input.Text, bench.OpenRow().Arrival));
        Assert.Equal("ada", bench.Transitions[^1].By);
    }

    [Fact]
    public void An_answer_to_another_question_or_the_same_twice_is_refused()
    {
        Ask();
        var request = bench.Run.Wait!.RequestId;
        Assert.Equal(Rejections.NoSuchRequest, Assert.IsType<RunRejected>(Answer(Guid.NewGuid()).Reply).Code);
        Answer(request);
        Assert.Equal(Rejections.NoSuchRequest, Assert.IsType<RunRejected>(Answer(request).Reply).Code);
        Ask();
        Assert.Equal(Rejections.NoSuchRequest, Assert.IsType<RunRejected>(Answer(request).Reply).Code);
    }

    [Fact]
    public void An_answer_larger_than_a_message_may_carry_is_refused()
    {
        Ask();
        var big = new AnswerRun { RunId = bench.RunId, RequestId = bench.Run.Wait!.RequestId!.Value, Body = Json.Of(new string('x', 70_000)) };
        Assert.Equal(Rejections.TooLarge, Assert.IsType<RunRejected>(bench.Raise(big).Reply).Code);
    }

    [Fact]
    public void No_answer_in_time_is_told_to_the_step_that_follows()
    {
        Ask(Minute);
        Assert.Equal(bench.Now + Minute, bench.Run.WakeAt);
        Assert.Equal("early", Due().Ignored);
        bench.Now += Minute;
        Due();
        Assert.Equal(("Answered", Arrival.TimedOut, true), (bench.OpenRow().Step, bench.OpenRow().Arrival, bench.OpenRow().Input.IsNone));
        Assert.Equal("early", Due().Ignored);
    }

    [Fact]
    public void A_sleeper_is_woken_once_and_not_before()
    {
        bench.Complete(new Continuation.Sleep(null, Minute, "Awake"));
        bench.Now += Minute - TimeSpan.FromMicroseconds(1);
        Assert.Null(Due().Run);
        bench.Now += TimeSpan.FromMicroseconds(1);
        Due();
        Assert.Equal(("Awake", Arrival.Timer), (bench.OpenRow().Step, bench.OpenRow().Arrival));
    }

    [Fact]
    public void A_sleep_until_a_moment_that_has_passed_ends_at_once()
    {
        bench.Complete(new Continuation.Sleep(bench.Now - Minute, null, "Awake"));
        Assert.True(bench.Run.WakeAt < bench.Now);
        Due();
        Assert.Equal("Awake", bench.OpenRow().Step);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_deadline_fails_the_run_wherever_it_is(bool paused)
    {
        var run = new Bench();
        run.Submit(new SubmitRun { RunId = run.RunId, Agent = Bench.Agent, Deadline = run.Now + Minute });
        if (paused) run.Raise(new PauseRun { RunId = run.RunId });
        Assert.Equal(run.Now + Minute, run.Run.WakeAt);
        run.Now += Minute;
        run.Raise(new RunDue { RunId = run.RunId });
        Assert.Equal((RunState.Failed, "deadline"), (run.State, run.Run.Error!.Type));
    }

    [Fact]
    public void The_earlier_of_deadline_and_wait_wakes_the_run()
    {
        var run = new Bench();
        run.Submit(new SubmitRun { RunId = run.RunId, Agent = Bench.Agent, Deadline = run.Now + 2 * Minute });
        run.Complete(new Continuation.Sleep(null, Minute, "Awake"));
        Assert.Equal(run.Now + Minute, run.Run.WakeAt);
        run.Now += 3 * Minute;
        run.Raise(new RunDue { RunId = run.RunId });
        Assert.Equal("deadline", run.Run.Error!.Type);
    }

    [Fact]
    public void A_wait_is_not_over_while_the_run_is_paused()
    {
        bench.Complete(new Continuation.Sleep(null, Minute, "Awake"));
        bench.Raise(new PauseRun { RunId = bench.RunId });
        bench.Now += Minute;
        Assert.Equal("early", Due().Ignored);
        bench.Raise(new ResumeRun { RunId = bench.RunId });
        Assert.True(bench.Run.WakeAt <= bench.Now);
        Due();
        Assert.Equal("Awake", bench.OpenRow().Step);
    }
}
