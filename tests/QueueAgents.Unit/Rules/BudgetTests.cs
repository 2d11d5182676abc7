using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

/// <summary>What bounds a run, and by which word it ends.</summary>
public sealed class BudgetTests
{
    private static readonly Call Look = new() { Step = "look" };
    private static readonly Call Helper = new() { Step = "helper", Child = true };

    private readonly Bench bench = new();

    public BudgetTests() => bench.Submit();

    private void Turn(Budget? budget = null, Usage? usage = null, params Call[] calls)
        => bench.Raise(bench.Completed(new Continuation.Calls(calls is [] ? [Look] : calls, "Turn")) with { Budget = budget, Usage = usage ?? new Usage { Input = 60, Output = 40, Cost = 0.10m } });

    private void Done(int seq) => bench.Complete(new Continuation.Result(Json.Of("ok")), seq);

    [Theory]
    [InlineData("budget-turns")]
    [InlineData("budget-tokens")]
    [InlineData("budget-cost")]
    public void A_run_whose_budget_is_spent_ends_with_a_reason_of_its_own(string reason)
    {
        Turn(reason switch { "budget-turns" => new() { Turns = 2 }, "budget-tokens" => new() { Tokens = 200 }, _ => new() { Cost = 0.20m } });
        Done(2);
        Turn();
        Assert.Equal((RunState.Failed, reason), (bench.State, bench.Run.Error!.Type));
        Assert.Equal(new Spent(2, 200, 0.20m), bench.Run.Loop!.Spent);
        Assert.Empty(bench.Sent);
    }

    [Fact]
    public void Calls_nobody_could_hear_of_are_not_made_until_Retry_grants_the_budget_anew()
    {
        Turn(new() { Turns = 1 });
        Assert.Equal((RunState.Failed, DispatchOutcome.Superseded), (bench.State, bench.Rows[(2, 1)].Outcome));
        bench.Raise(new RetryRun { RunId = bench.RunId });
        Assert.Equal((2, 2), (Assert.Single(bench.Sent).Seq, bench.Sent[0].Attempt));
        Done(2);
        Turn();
        Assert.Equal((RunState.Failed, "budget-turns", 2), (bench.State, bench.Run.Error!.Type, bench.Run.Loop!.Spent.Turns));
    }

    [Fact]
    public void What_a_failed_attempt_has_cost_counts_too()
    {
        bench.Raise(bench.Completed(new Continuation.Calls([Look], "Turn")) with { Budget = new() { Tokens = 1_000 } });
        Done(2);
        bench.Raise(bench.Failed() with { Usage = new Usage { Input = 500 } });
        Assert.Equal(500, bench.Run.Loop!.Spent.Tokens);
        bench.Raise(bench.Failed() with { Usage = new Usage { Input = 500 } });
        Assert.Equal((RunState.Failed, "budget-tokens"), (bench.State, bench.Run.Error!.Type));
    }

    [Fact]
    public void R3_What_a_superseded_attempt_has_cost_counts_and_nothing_else_of_it()
    {
        var late = bench.Completed(new Continuation.Calls([Look], "Turn")) with { Usage = new Usage { Input = 500 } };
        bench.Lose();
        Assert.Null(bench.Raise(late).Step); // By this the history tells it from the outcome that was applied.
        Assert.Equal((new Spent(1, 500, 0), 2, 1), (bench.Run.Loop!.Spent, bench.OpenRow().Attempt, bench.Run.Seq));
        Assert.Equal("stale", bench.Raise(late with { Nonce = Guid.NewGuid() }).Ignored);
        Assert.Equal("stale", bench.Raise(late with { Usage = null }).Ignored);
    }

    [Fact]
    public void A_wall_clock_runs_from_the_start_of_the_run()
    {
        bench.Now += TimeSpan.FromMinutes(10);
        Turn(new() { WallClock = TimeSpan.FromHours(1) });
        Assert.Equal(bench.Now + TimeSpan.FromMinutes(50), bench.Run.WakeAt);
        bench.Now += TimeSpan.FromMinutes(50);
        bench.Raise(new RunDue { RunId = bench.RunId });
        Assert.Equal((RunState.Failed, "budget-time"), (bench.State, bench.Run.Error!.Type));
        bench.Raise(new RetryRun { RunId = bench.RunId });
        Assert.Equal(bench.Now + TimeSpan.FromHours(1), bench.Run.WakeAt);
    }

    [Fact]
    public void Children_share_what_is_left_and_what_they_spend_is_their_parents()
    {
        Turn(new() { Turns = 11, Tokens = 1_100, Cost = 1.10m }, null, Helper, Helper);
        var children = bench.Messages.Select(m => m.Message).OfType<SubmitChild>().ToList();
        Assert.All(children, c => Assert.Equal(new Budget { Turns = 5, Tokens = 500, Cost = 0.50m }, c.Budget));
        bench.Raise(new ChildEnded { RunId = bench.RunId, Seq = 2, ChildRunId = children[0].Run.RunId, Ok = true, Spent = new Spent(5, 500, 0.5m) });
        bench.Raise(new ChildEnded { RunId = bench.RunId, Seq = 3, ChildRunId = children[1].Run.RunId, Ok = false, Spent = new Spent(5, 499, 0.4m) });
        Assert.Equal((RunState.Failed, "budget-turns"), (bench.State, bench.Run.Error!.Type));
        Assert.Equal(new Spent(11, 1_099, 1.0m), bench.Run.Loop!.Spent);
    }

    [Fact]
    public void A_child_has_the_less_of_what_it_was_given_and_of_what_its_agent_allows()
    {
        var child = new Bench();
        child.Raise(new SubmitChild
        {
            Run = new SubmitRun { RunId = child.RunId, Agent = Bench.Agent }, ParentRunId = Guid.NewGuid(), ParentSeq = 2, Depth = 1,
            Budget = new Budget { Turns = 3, Tokens = 500 }, Until = child.Now.AddMinutes(5),
        });
        child.Raise(child.Completed(new Continuation.Calls([Look], "Turn")) with { Budget = new() { Turns = 40, Tokens = 100, Cost = 1, WallClock = TimeSpan.FromHours(1) } });
        Assert.Equal(new Budget { Turns = 3, Tokens = 100, Cost = 1, WallClock = TimeSpan.FromHours(1) }, child.Run.Loop!.Budget);
        Assert.Equal(child.Now.AddMinutes(5), child.Run.WakeAt);
    }

    [Fact]
    public void A_child_nothing_is_left_for_fails_before_it_begins()
    {
        var child = new Bench();
        child.Raise(new SubmitChild { Run = new SubmitRun { RunId = child.RunId, Agent = Bench.Agent }, ParentRunId = Guid.NewGuid(), ParentSeq = 2, Depth = 1, Budget = new Budget { Turns = 0 } });
        Assert.Equal((RunState.Failed, "budget-turns"), (child.State, child.Run.Error!.Type));
        Assert.Equal(new Spent(0, 0, 0), child.Told<ChildEnded>().Spent);
    }

    [Fact]
    public void What_a_turn_cost_stands_in_its_transition()
    {
        var usage = new Usage { Model = "m", Input = 60, Output = 40, Cached = 10, Reasoning = 5, Cost = 0.10m };
        Turn(null, usage);
        Assert.Equal(usage, bench.Transitions[^1].Usage);
    }

    [Fact]
    public void One_more_step_is_not_begun_either_and_Retry_does_the_last_one_again()
    {
        bench.Raise(bench.Completed(new Continuation.Step("Turn", Json.None)) with { Budget = new() { Turns = 1 }, Usage = new Usage() });
        Assert.Equal((RunState.Failed, "budget-turns", 1), (bench.State, bench.Run.Error!.Type, bench.Run.Seq));
        bench.Raise(new RetryRun { RunId = bench.RunId });
        Assert.Equal((1, 2), (bench.OpenRow().Seq, bench.OpenRow().Attempt));
    }

    [Fact]
    public void A_run_that_answers_within_its_last_turn_has_answered()
    {
        bench.Raise(bench.Completed(new Continuation.Complete(Json.Of("done"))) with { Budget = new() { Turns = 1 }, Usage = new Usage() });
        Assert.Equal(RunState.Completed, bench.State);
    }
}
