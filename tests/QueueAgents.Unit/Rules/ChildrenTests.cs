using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

public sealed class ChildrenTests
{
    private readonly Bench bench = new();

    public ChildrenTests() => bench.Submit();

    private void Start(int children, int width = 0, bool tolerate = false)
        => bench.Complete(new Continuation.Children("child", [.. Enumerable.Range(0, children).Select(i => Json.Of(i))], "Join", width, tolerate));

    private Decision End(int seq, bool ok = true) => bench.Raise(Ended(seq, ok));

    private ChildEnded Ended(int seq, bool ok = true)
    {
        var row = bench.Open.Single(r => r.Seq == seq);
        return new ChildEnded { RunId = bench.RunId, Seq = seq, ChildRunId = row.ChildRunId!.Value, Ok = ok, Result = Json.Of(seq), Error = ok ? null : new StepError { Type = "x" } };
    }

    private IEnumerable<SubmitChild> Started => bench.Messages.Select(m => m.Message).OfType<SubmitChild>();

    [Fact]
    public void Children_are_started_by_stored_messages_and_awaited_by_rows()
    {
        Start(3, width: 2);
        Assert.Equal(RunState.Waiting, bench.State);
        Assert.Equal(2, bench.LastChange!.Outbox.Count(row => row.Type == "submit-child"));
        Assert.Equal(bench.Open.Take(2).Select(r => r.ChildRunId!.Value), Started.Select(c => c.Run.RunId));
        Assert.All(Started, c => Assert.Equal((bench.RunId, 1, "child"), (c.ParentRunId, c.Depth, c.Run.Agent)));
        Assert.Empty(bench.Sent);
    }

    [Fact]
    public void Each_that_ends_starts_the_next_and_the_last_is_followed_by_the_join()
    {
        Start(3, width: 2);
        End(3);
        Assert.Equal(3, Started.Count());
        End(2);
        End(4);
        Assert.Equal((RunState.Running, "Join", 2, 3), (bench.State, bench.OpenRow().Step, bench.OpenRow().JoinFirst, bench.OpenRow().JoinCount));
    }

    [Fact]
    public void R3_only_the_child_that_is_awaited_is_heard_and_once()
    {
        Start(2);
        var ended = Ended(2);
        Assert.Equal("stale", bench.Raise(ended with { ChildRunId = Guid.NewGuid() }).Ignored);
        Assert.Equal("stale", bench.Raise(ended with { Seq = 3 }).Ignored);
        bench.Raise(ended);
        Assert.Equal("stale", bench.Raise(ended).Ignored);
        Assert.Equal(1, bench.Run.Group!.Done);
    }

    [Fact]
    public void R3_no_worker_can_answer_in_a_childs_place()
    {
        Start(1);
        var row = bench.Open[0];
        Assert.Equal("stale", bench.Raise(new StepCompleted { RunId = bench.RunId, Seq = row.Seq, Attempt = 1, Nonce = row.Nonce, GivenVersion = row.StateVersion }).Ignored);
    }

    [Fact]
    public void A_failed_child_fails_its_parent_and_the_others_are_ended()
    {
        Start(2);
        End(2, ok: false);
        Assert.Equal((RunState.Failed, "child-failed"), (bench.State, bench.Run.Error!.Type));
        Assert.Equal(bench.RunId, bench.Told<EndChildren>().RunId);
    }

    [Fact]
    public void A_tolerated_child_may_fail()
    {
        Start(1, tolerate: true);
        End(2, ok: false);
        Assert.Equal("Join", bench.OpenRow().Step);
    }

    [Fact]
    public void Cancelling_a_parent_ends_its_children()
    {
        Start(2);
        bench.Raise(new CancelRun { RunId = bench.RunId });
        Assert.Contains(bench.LastChange!.Outbox, row => row.Type == "end-children");
    }

    [Fact]
    public void Children_of_children_end_somewhere()
    {
        bench.Limits = new Limits { Depth = 0 };
        Start(1);
        Assert.Equal((RunState.Failed, "too-deep"), (bench.State, bench.Run.Error!.Type));
    }

    [Fact]
    public void A_child_tells_its_parent_how_it_ended_but_not_that_it_is_parked()
    {
        var child = new Bench();
        child.Raise(new SubmitChild { Run = new SubmitRun { RunId = child.RunId, Agent = "child" }, ParentRunId = bench.RunId, ParentSeq = 2, Depth = 1 });
        child.Raise(child.Failed() with { Park = true });
        Assert.DoesNotContain(child.Messages, m => m.Message is ChildEnded);

        child.Raise(new RetryRun { RunId = child.RunId });
        child.Complete(new Continuation.Complete(Json.Of(5)));
        Assert.Equal((2, true, "5"), (child.Told<ChildEnded>().Seq, child.Told<ChildEnded>().Ok, child.Told<ChildEnded>().Result.Text));
    }

    [Fact]
    public void R9_retrying_the_parent_awaits_new_children_and_not_those_that_were_ended()
    {
        Start(3, width: 2);
        End(2);
        var before = bench.Open.Select(r => r.ChildRunId).ToList();
        End(3, ok: false);
        bench.Raise(new RetryRun { RunId = bench.RunId });
        Assert.Equal(RunState.Waiting, bench.State);
        Assert.Equal([3, 4], bench.Open.Select(r => r.Seq));
        Assert.Empty(bench.Open.Select(r => r.ChildRunId).Intersect(before));
        End(3);
        End(4);
        Assert.Equal("Join", bench.OpenRow().Step);
    }
}
