using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

public sealed class SubmittingTests
{
    private readonly Bench bench = new();

    private SubmitRun Valid => new() { RunId = bench.RunId, Agent = Bench.Agent, Input = new Json("""{"a":1,"b":2}""") };

    [Fact]
    public void A_submission_starts_its_first_step_with_the_input_at_the_version_served()
    {
        bench.Served = 3;
        bench.Submit(Valid);
        var row = Assert.Single(bench.Sent);
        Assert.Equal((1, 1, StepKind.First, "Begin", 3, "queue-agents.step.agent.v3"), (row.Seq, row.Attempt, row.Kind, row.Step, row.StateVersion, row.Queue));
        Assert.Equal((RunState.Running, 3), (bench.State, bench.Run.StateVersion));
    }

    [Fact]
    public void The_same_submission_in_another_spelling_is_accepted_again_and_changes_nothing()
    {
        bench.Submit(Valid);
        var again = bench.Raise(Valid with { Input = new Json("""{ "b": 2, "a": 1 }""") });
        Assert.True(Assert.IsType<RunAccepted>(again.Reply).Already);
        Assert.Equal(1, bench.Run.Version);
    }

    [Fact]
    public void Another_body_under_the_same_id_is_refused()
    {
        bench.Submit(Valid);
        SubmitRun[] others = [Valid with { Input = Json.Of(2) }, Valid with { Agent = "other" }, Valid with { Pinned = true }, Valid with { Deadline = bench.Now.AddDays(1) }];
        Assert.All(others, other => Assert.Equal(Rejections.DifferentBody, Assert.IsType<RunRejected>(bench.Raise(other).Reply).Code));
        Assert.Equal(1, bench.Run.Version);
    }

    public static TheoryData<SubmitRun, string> Bad => new()
    {
        { new SubmitRun { Agent = "No Agent" }, Rejections.Invalid },
        { new SubmitRun { Agent = "" }, Rejections.Invalid },
        { new SubmitRun { Agent = "a", Tenant = "no tenant" }, Rejections.Invalid },
        { new SubmitRun { Agent = "a", Key = new string('k', 201) }, Rejections.Invalid },
        { new SubmitRun { Agent = "a", Key = "new\nline" }, Rejections.Invalid },
        { new SubmitRun { Agent = "a", Tags = Enumerable.Range(0, 21).ToDictionary(i => $"t{i}", _ => "v") }, Rejections.Invalid },
        { new SubmitRun { Agent = "a", Deadline = DateTimeOffset.UnixEpoch }, Rejections.Invalid },
        { new SubmitRun { Agent = "a", Input = Json.Of(new string('x', 1 << 20)) }, Rejections.TooLarge },
    };

    [Theory, MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_run_is_refused_with_a_code_and_no_run_is_made(SubmitRun submit, string code)
    {
        Assert.Equal(code, Assert.IsType<RunRejected>(bench.Raise(submit with { RunId = bench.RunId }).Reply).Code);
        Assert.Equal(RunState.None, bench.State);
    }

    [Fact]
    public void A_run_nobody_serves_waits_as_Queued_until_a_worker_announces_its_agent()
    {
        bench.Served = null;
        bench.Submit(Valid);
        Assert.Equal((RunState.Queued, 0), (bench.State, bench.Open.Count));

        Assert.Null(bench.Raise(new AgentServed { RunId = bench.RunId }).Run);
        bench.Served = 1;
        bench.Raise(new AgentServed { RunId = bench.RunId });
        Assert.Equal((RunState.Running, 1), (bench.State, bench.Sent.Count));
    }

    [Fact]
    public void A_child_that_cannot_be_started_fails_so_that_its_parent_hears_of_it()
    {
        var parent = Guid.NewGuid();
        bench.Raise(new SubmitChild { Run = Valid with { Tenant = "no tenant" }, ParentRunId = parent, ParentSeq = 4, Depth = 1 });
        Assert.Equal(RunState.Failed, bench.State);
        Assert.Equal((parent, 4, false), (bench.Told<ChildEnded>().RunId, bench.Told<ChildEnded>().Seq, bench.Told<ChildEnded>().Ok));
    }

    [Fact]
    public void A_child_submitted_twice_is_one_child()
    {
        var child = new SubmitChild { Run = Valid, ParentRunId = Guid.NewGuid(), ParentSeq = 1, Depth = 1 };
        bench.Raise(child);
        Assert.Null(bench.Raise(child).Run);
        Assert.Equal((1, 1), (bench.Run.Version, bench.Run.Depth));
    }

    [Fact]
    public void A_pinned_run_stays_on_the_queue_of_its_version()
    {
        bench.Submit(Valid with { Pinned = true });
        Assert.Equal("queue-agents.step.agent.v1.pinned", bench.OpenRow().Queue);
    }

    [Fact]
    public void One_key_is_one_run_whoever_submits_it()
    {
        var keyed = new SubmitRun { Agent = "a", Key = "ticket-7" };
        Assert.Equal(RunIds.Of(keyed, Guid.NewGuid()), RunIds.Of(keyed, Guid.NewGuid()));
        Assert.NotEqual(RunIds.Of(keyed, default), RunIds.Of(keyed with { Tenant = "other" }, default));
        Assert.Equal(bench.RunId, RunIds.Of(keyed with { RunId = bench.RunId }, default));
    }
}
