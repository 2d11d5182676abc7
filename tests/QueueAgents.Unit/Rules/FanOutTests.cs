using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

public sealed class FanOutTests
{
    private readonly Bench bench = new();

    public FanOutTests() => bench.Submit();

    private void FanOut(int items, int width = 0, bool tolerate = false)
        => bench.Complete(new Continuation.FanOut("Part", [.. Enumerable.Range(0, items).Select(i => Json.Of(i))], "Join", width, tolerate));

    private Decision Done(int seq) => bench.Complete(new Continuation.Result(Json.Of(seq)), seq);

    [Fact]
    public void As_many_are_dispatched_as_the_width_allows_and_the_rest_is_held()
    {
        FanOut(5, width: 2);
        Assert.Equal([2, 3], bench.Sent.Select(r => r.Seq));
        Assert.Equal([DispatchPhase.Held, DispatchPhase.Held, DispatchPhase.Held], bench.Open.Skip(2).Select(r => r.Phase));
        Assert.Equal((6, 5, 0, 0), (bench.Run.Seq, bench.Run.Group!.Count, bench.Run.Group.Done, bench.Run.Group.Failed));
    }

    [Fact]
    public void Where_the_agent_does_not_say_the_fleet_sets_the_width()
    {
        bench.Limits = new Limits { MaxParallel = 3 };
        FanOut(5);
        Assert.Equal(3, bench.Sent.Count);
    }

    [Fact]
    public void Each_one_that_ends_releases_the_next()
    {
        FanOut(4, width: 2);
        Done(3);
        Assert.Equal([4], bench.Sent.Select(r => r.Seq));
        Done(2);
        Assert.Equal([5], bench.Sent.Select(r => r.Seq));
    }

    [Fact]
    public void When_all_have_ended_the_join_follows_and_may_read_them()
    {
        FanOut(3);
        Done(4);
        Done(2);
        Done(3);
        var join = Assert.Single(bench.Sent);
        Assert.Equal((5, "Join", Arrival.Joined, 2, 3), (join.Seq, join.Step, join.Arrival, join.JoinFirst, join.JoinCount));
        Assert.Equal(["2", "3", "4"], Enumerable.Range(2, 3).Select(seq => bench.Rows[(seq, 1)].Result.Text));
    }

    [Fact]
    public void A_fan_out_of_nothing_goes_straight_to_its_join()
    {
        FanOut(0);
        Assert.Equal((2, "Join", 0), (bench.OpenRow().Seq, bench.OpenRow().Step, bench.OpenRow().JoinCount));
    }

    [Fact]
    public void An_item_leaves_the_document_alone()
    {
        FanOut(2);
        bench.Raise(bench.Completed(new Continuation.Result(Json.Of(1)), 2) with { State = Json.Of("mine") });
        Assert.Equal("""{"s":1}""", bench.Run.Document.Text);
    }

    [Fact]
    public void A_failed_item_fails_the_run_and_supersedes_the_others()
    {
        FanOut(4, width: 2);
        bench.Fail(2, retryable: false);
        Assert.Equal((RunState.Failed, 0), (bench.State, bench.Open.Count));
        Assert.Equal([DispatchOutcome.Failed, DispatchOutcome.Superseded, DispatchOutcome.Superseded, DispatchOutcome.Superseded],
            Enumerable.Range(2, 4).Select(seq => bench.Rows[(seq, 1)].Outcome!.Value));
    }

    [Fact]
    public void A_tolerated_failure_counts_and_the_join_follows_all_the_same()
    {
        FanOut(3, width: 1, tolerate: true);
        bench.Fail(2, retryable: false);
        bench.Lose(3);
        bench.Limits = new Limits { MaxLost = 2 };
        bench.Lose(3);
        Done(4);
        Assert.Equal((RunState.Running, "Join"), (bench.State, bench.OpenRow().Step));
        Assert.Equal(DispatchOutcome.Lost, bench.Rows[(3, 2)].Outcome);
    }

    [Fact]
    public void More_items_than_the_fleet_allows_fail_the_run()
    {
        bench.Limits = new Limits { FanOut = 3 };
        FanOut(4);
        Assert.Equal((RunState.Failed, "too-many"), (bench.State, bench.Run.Error!.Type));
    }

    [Fact]
    public void R9_a_narrower_width_slows_a_fan_out_down_but_never_stops_it()
    {
        bench.Limits = new Limits { MaxParallel = 4 };
        FanOut(6);
        bench.Limits = new Limits { MaxParallel = 1 };
        for (var seq = 2; seq <= 7; seq++) Done(seq);
        Assert.Equal("Join", bench.OpenRow().Step);
    }

    [Fact]
    public void Several_items_that_end_in_one_batch_release_as_many_and_are_one_write()
    {
        FanOut(6, width: 3);
        bench.Together([.. Enumerable.Range(2, 3).Select(seq => bench.Say(bench.Completed(new Continuation.Result(Json.Of(seq)), seq)))]);
        Assert.Equal([5, 6, 7], bench.Sent.Select(r => r.Seq));
        Assert.Equal(3, bench.LastChange!.Transitions.Count);
    }

    [Fact]
    public void The_last_two_items_in_one_batch_join_once()
    {
        FanOut(2);
        bench.Together([.. Enumerable.Range(2, 2).Reverse().Select(seq => bench.Say(bench.Completed(new Continuation.Result(Json.Of(seq)), seq)))]);
        Assert.Equal(["Join"], bench.Sent.Select(r => r.Step));
    }
}
