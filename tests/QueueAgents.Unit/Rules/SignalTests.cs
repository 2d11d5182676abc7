using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

public sealed class SignalTests
{
    private readonly Bench bench = new();

    public SignalTests() => bench.Submit();

    private void WaitFor(string signal) => bench.Complete(new Continuation.WaitFor(signal, "Signalled", null));

    [Fact]
    public void A_signal_that_is_waited_for_goes_to_the_step_that_follows()
    {
        WaitFor("go");
        bench.Signal("go");
        Assert.Equal(("Signalled", "\"go\"", Arrival.Signal, 0), (bench.OpenRow().Step, bench.OpenRow().Input.Text, bench.OpenRow().Arrival, bench.Run.KeptSignals));
    }

    [Fact]
    public void A_signal_that_comes_before_its_wait_is_kept_and_taken_in_order()
    {
        bench.Signal("go", "first");
        bench.Signal("stop");
        bench.Signal("go", "second");
        Assert.Equal(3, bench.Run.KeptSignals);
        WaitFor("go");
        Assert.Equal((RunState.Running, 2), (bench.State, bench.Run.KeptSignals));
        Assert.NotNull(bench.Signals[0].TakenAt);
        WaitFor("go");
        WaitFor("go");
        Assert.Equal((RunState.Waiting, 1), (bench.State, bench.Run.KeptSignals));
    }

    [Fact]
    public void One_client_key_is_one_signal_also_after_it_was_taken()
    {
        WaitFor("go");
        bench.Signal("go", "once");
        Assert.True(Assert.IsType<RunAccepted>(bench.Signal("go", "once").Reply).Already);
        Assert.Equal((1, 0), (bench.Run.SignalsTaken, bench.Run.KeptSignals));
    }

    [Fact]
    public void Without_a_client_key_the_message_makes_it_unique()
    {
        var cause = Guid.NewGuid();
        var signal = new SignalRun { RunId = bench.RunId, Name = "go" };
        bench.Raise(signal, cause);
        Assert.Equal("already", bench.Raise(signal, cause).Ignored);
        bench.Raise(signal);
        Assert.Equal(2, bench.Run.KeptSignals);
    }

    [Fact]
    public void No_more_are_kept_than_allowed_but_one_that_is_waited_for_always_comes_through()
    {
        bench.Limits = new Limits { KeptSignals = 2 };
        bench.Signal("a");
        bench.Signal("b");
        Assert.Equal(Rejections.TooManySignals, Assert.IsType<RunRejected>(bench.Signal("c").Reply).Code);
        WaitFor("go");
        bench.Signal("go");
        Assert.Equal((RunState.Running, 2), (bench.State, bench.Run.KeptSignals));
    }

    [Fact]
    public void The_same_key_twice_in_one_batch_is_one_signal()
    {
        var signal = new SignalRun { RunId = bench.RunId, Name = "go", ClientKey = "k" };
        bench.Together(bench.Say(signal), bench.Say(signal));
        Assert.Equal(1, bench.Run.KeptSignals);
    }

    [Fact]
    public void A_signal_kept_in_a_batch_is_taken_by_the_wait_that_follows_in_it()
    {
        var outcome = bench.Completed(new Continuation.WaitFor("go", "Signalled", null));
        bench.Together(bench.Say(new SignalRun { RunId = bench.RunId, Name = "go" }), bench.Say(outcome));
        Assert.Equal((RunState.Running, 0), (bench.State, bench.Run.KeptSignals));
        Assert.NotNull(Assert.Single(bench.Signals).TakenAt);
    }

    [Fact]
    public void While_paused_a_signal_is_kept_and_taken_on_resume()
    {
        WaitFor("go");
        bench.Raise(new PauseRun { RunId = bench.RunId });
        bench.Signal("go");
        Assert.Equal((RunState.Paused, 1), (bench.State, bench.Run.KeptSignals));
        bench.Raise(new ResumeRun { RunId = bench.RunId });
        Assert.Equal((RunState.Running, "Signalled", 0), (bench.State, bench.OpenRow().Step, bench.Run.KeptSignals));
    }

    [Fact]
    public void R9_a_signal_kept_while_the_run_was_paused_is_taken_by_the_retry_after_its_deadline()
    {
        var run = new Bench();
        run.Submit(new SubmitRun { RunId = run.RunId, Agent = Bench.Agent, Deadline = run.Now.AddMinutes(1) });
        run.Complete(new Continuation.WaitFor("go", "Signalled", null));
        run.Raise(new PauseRun { RunId = run.RunId });
        run.Signal("go");
        run.Now += TimeSpan.FromMinutes(2);
        run.Raise(new RunDue { RunId = run.RunId });
        Assert.Equal(RunState.Failed, run.State);
        run.Raise(new RetryRun { RunId = run.RunId });
        Assert.Equal((RunState.Running, "Signalled"), (run.State, run.OpenRow().Step));
    }

    [Fact]
    public void A_command_meant_for_another_version_is_refused()
    {
        Assert.Equal(Rejections.StaleVersion, Assert.IsType<RunRejected>(bench.Raise(new SignalRun { RunId = bench.RunId, Name = "go", IfVersion = 7 }).Reply).Code);
        Assert.Equal(Rejections.StaleVersion, Assert.IsType<RunRejected>(bench.Raise(new CancelRun { RunId = bench.RunId, IfVersion = 7 }).Reply).Code);
        bench.Raise(new CancelRun { RunId = bench.RunId, IfVersion = 1 });
        Assert.Equal(RunState.Cancelled, bench.State);
    }
}
