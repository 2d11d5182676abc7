using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

/// <summary>What steps add to their run's transcript.</summary>
public sealed class TranscriptTests
{
    private static readonly Continuation Next = new Continuation.Step("Next", Json.None);

    private readonly Bench bench = new();

    public TranscriptTests() => bench.Submit();

    private static TranscriptEntry Said(string text) => new("assistant", Json.Of(text));

    [Fact]
    public void R1_Items_are_numbered_in_the_commit_of_the_outcome_that_adds_them()
    {
        bench.Raise(bench.Completed(Next) with { Items = [Said("a"), Said("b")] });
        bench.Raise(bench.Completed(Next) with { Items = [Said("c")] });
        Assert.Equal([(1, 1, "\"a\""), (2, 1, "\"b\""), (3, 2, "\"c\"")], bench.Items.Select(i => (i.No, i.Seq, i.Body.Text!)));
    }

    [Fact]
    public void The_next_step_is_told_how_long_the_transcript_is_and_its_digest()
    {
        bench.Raise(bench.Completed(Next) with { Items = [Said("a"), Said("b")] });
        var order = StepMessages.Of(bench.Run, bench.OpenRow(), bench.Limits);
        var digest = TranscriptDigest.Of(TranscriptDigest.Of(null, "assistant", Json.Of("a")), "assistant", Json.Of("b"));
        Assert.Equal((2, digest), (order.Items, order.Digest));
    }

    [Fact]
    public void R3_A_stale_outcome_adds_nothing()
    {
        var outcome = bench.Completed(Next) with { Items = [Said("a")] };
        bench.Raise(outcome);
        Assert.Equal("stale", bench.Raise(outcome).Ignored);
        Assert.Single(bench.Items);
    }

    [Fact]
    public void A_parallel_step_adds_nothing()
    {
        bench.Complete(new Continuation.Calls([new Call { Step = "look" }], "Turn"));
        bench.Raise(bench.Completed(new Continuation.Result(Json.Of(1)), 2) with { Items = [Said("a")] });
        Assert.Equal((RunState.Parked, "bad-outcome"), (bench.State, bench.Run.Error!.Type));
        Assert.Empty(bench.Items);
    }

    [Fact]
    public void Items_too_large_for_a_message_come_by_the_door()
    {
        var outcome = bench.Completed(Next) with { ItemsByDoor = true };
        bench.Payloads.Add(new StoredPayload(1, 1, PayloadKind.Items, Json.Of(new[] { Said("by the door") }).Text!));
        bench.Raise(outcome);
        Assert.Equal("\"by the door\"", Assert.Single(bench.Items).Body.Text);
    }

    [Fact]
    public void Items_that_were_not_left_at_the_door_are_asked_for_again()
    {
        bench.Raise(bench.Completed(Next) with { ItemsByDoor = true });
        Assert.Equal((RunState.Running, 2), (bench.State, bench.OpenRow().Attempt));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public void An_item_has_a_kind(string kind)
    {
        bench.Raise(bench.Completed(Next) with { Items = [Said("a") with { Kind = kind }] });
        Assert.Equal((RunState.Parked, "bad-outcome"), (bench.State, bench.Run.Error!.Type));
    }

    [Fact]
    public void An_item_larger_than_a_document_fails_the_run()
    {
        bench.Limits = bench.Limits with { StateBytes = 1_000 };
        bench.Raise(bench.Completed(Next) with { Items = [Said(new string('x', 2_000))] });
        Assert.Equal((RunState.Failed, "too-large"), (bench.State, bench.Run.Error!.Type));
    }
}
