using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

/// <summary>What a model asked for in one turn.</summary>
public sealed class CallingTests
{
    private static readonly Call Look = new() { Step = "look", Input = Json.Of(new { id = "17" }) };
    private static readonly Call Unknown = new() { Step = "fly", Refused = new StepError { Type = "unknown-tool", Message = "There is no tool 'fly'." } };
    private static readonly Call Helper = new() { Step = "helper", Child = true, Input = Json.Of("go") };

    private readonly Bench bench = new();

    public CallingTests() => bench.Submit();

    private Decision Calls(params Call[] calls) => bench.Complete(new Continuation.Calls(calls, "Turn"));

    private void Done(int seq) => bench.Complete(new Continuation.Result(Json.Of("ok")), seq);

    [Fact]
    public void Each_call_is_a_step_and_the_next_turn_reads_what_they_came_to_in_their_order()
    {
        Calls(Look, Look with { Step = "find" });
        Assert.Equal([(2, "look", StepKind.Item), (3, "find", StepKind.Item)], bench.Sent.Select(r => (r.Seq, r.Step, r.Kind)));
        Assert.Equal(RunState.Running, bench.State);
        Done(3);
        Done(2);
        var turn = bench.OpenRow();
        Assert.Equal(("Turn", Arrival.Joined, 2, 2), (turn.Step, turn.Arrival, turn.JoinFirst, turn.JoinCount));
    }

    [Fact]
    public void A_call_that_is_not_made_is_recorded_and_costs_no_worker()
    {
        Calls(Look, Unknown);
        Assert.Equal(("unknown-tool", DispatchOutcome.Failed), (bench.Rows[(3, 1)].Error!.Type, bench.Rows[(3, 1)].Outcome));
        Assert.Equal(2, Assert.Single(bench.Sent).Seq);
        Done(2);
        Assert.Equal("Turn", bench.OpenRow().Step);
    }

    [Fact]
    public void Where_no_call_is_made_the_model_hears_of_it_at_once()
    {
        Calls(Unknown, Unknown);
        Assert.Equal(("Turn", 2, 2, 4), (bench.OpenRow().Step, bench.OpenRow().JoinFirst, bench.OpenRow().JoinCount, bench.OpenRow().Seq));
    }

    [Fact]
    public void A_call_that_fails_for_good_does_not_fail_the_run()
    {
        Calls(Look, Look);
        bench.Fail(2, retryable: false);
        Done(3);
        Assert.Equal((RunState.Running, "Turn"), (bench.State, bench.OpenRow().Step));
    }

    [Fact]
    public void A_call_of_an_agent_is_a_child_run_beside_the_other_calls()
    {
        Calls(Look, Helper);
        var child = bench.Messages.Select(m => m.Message).OfType<SubmitChild>().Single();
        Assert.Equal(("helper", 3, 1), (child.Run.Agent, child.ParentSeq, child.Depth));
        Done(2);
        Assert.Equal(RunState.Waiting, bench.State);
        bench.Raise(new ChildEnded { RunId = bench.RunId, Seq = 3, ChildRunId = child.Run.RunId, Ok = true, Result = Json.Of("found") });
        Assert.Equal(("Turn", "\"found\""), (bench.OpenRow().Step, bench.Rows[(3, 1)].Result.Text));
    }

    [Fact]
    public void A_child_that_fails_is_told_to_the_model()
    {
        Calls(Helper);
        bench.Raise(new ChildEnded { RunId = bench.RunId, Seq = 2, ChildRunId = bench.Rows[(2, 1)].ChildRunId!.Value, Ok = false, Error = new StepError { Type = "boom", Message = "no" } });
        Assert.Equal(("Turn", "boom"), (bench.OpenRow().Step, bench.Rows[(2, 1)].Error!.Type));
    }

    [Fact]
    public void A_run_that_ends_takes_the_children_of_its_calls_with_it()
    {
        Calls(Look, Helper);
        bench.Raise(new CancelRun { RunId = bench.RunId });
        Assert.Contains(bench.Messages, m => m.Message is EndChildren);
        Assert.Contains(bench.Messages, m => m.Message is StepSuperseded);
    }

    [Fact]
    public void While_the_run_is_paused_no_call_leaves_and_Resume_lets_all_of_them_go()
    {
        var turn = bench.Completed(new Continuation.Calls([Look, Helper, Unknown], "Turn"));
        bench.Raise(new PauseRun { RunId = bench.RunId });
        bench.Raise(turn);
        Assert.Empty(bench.Sent);
        Assert.DoesNotContain(bench.Messages, m => m.Message is SubmitChild);
        bench.Raise(new ResumeRun { RunId = bench.RunId });
        Assert.Equal(2, Assert.Single(bench.Sent).Seq);
        Assert.Contains(bench.Messages, m => m.Message is SubmitChild);
    }

    [Fact]
    public void R11_Retry_makes_the_calls_that_have_not_ended_again_and_no_other()
    {
        var failed = new Bench();
        failed.Submit(new SubmitRun { RunId = failed.RunId, Agent = Bench.Agent, Deadline = failed.Now.AddMinutes(1) });
        failed.Complete(new Continuation.Calls([Look, Look, Unknown, Helper], "Turn"));
        failed.Complete(new Continuation.Result(Json.Of("ok")), 2);
        failed.Now += TimeSpan.FromHours(1);
        failed.Raise(new RunDue { RunId = failed.RunId });
        failed.Raise(new RetryRun { RunId = failed.RunId });
        Assert.Equal([(3, 2, DispatchPhase.Unsent), (5, 2, DispatchPhase.Child)], failed.Open.Select(r => (r.Seq, r.Attempt, r.Phase)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_turn_asks_for_one_call_at_least_and_for_no_more_than_a_fan_out_may_have(int calls)
    {
        bench.Limits = bench.Limits with { FanOut = 100 };
        Calls([.. Enumerable.Repeat(Look, calls)]);
        Assert.Equal(calls == 0 ? (RunState.Parked, "bad-outcome") : (RunState.Failed, "too-many"), (bench.State, bench.Run.Error!.Type));
    }

    [Fact]
    public void Agents_that_call_agents_do_so_to_a_depth_only()
    {
        bench.Limits = bench.Limits with { Depth = 0 };
        Calls(Look, Helper);
        Assert.Equal((RunState.Failed, "too-deep"), (bench.State, bench.Run.Error!.Type));
    }

    [Fact]
    public void A_call_with_too_much_to_say_fails_the_run_and_is_not_made()
    {
        bench.Limits = bench.Limits with { StateBytes = 100 };
        Calls(Look with { Input = Json.Of(new string('x', 200)) });
        Assert.Equal((RunState.Failed, "too-large"), (bench.State, bench.Run.Error!.Type));
    }
}
