using Microsoft.Extensions.Time.Testing;
using QueueAgents.Orchestration.Bus.Places;
using QueueAgents.Orchestration.Delivery;
using Xunit;

namespace QueueAgents.Unit.Places;

public sealed class PlaceRuleTests
{
    private static readonly CommitLoad.Seen Idle = new(0, TimeSpan.Zero);
    private static readonly CommitLoad.Seen Some = new((PlaceRule.Little + PlaceRule.Much) / 2, TimeSpan.FromMilliseconds(5));
    private static readonly CommitLoad.Seen Large = new(PlaceRule.Much, TimeSpan.Zero);
    private static readonly CommitLoad.Seen Hung = new(1, PlaceRule.Stuck);
    private readonly PlaceRule rule = new();
    private bool held = true;

    [Fact]
    public void A_server_is_first_from_the_beginning_and_with_small_commits()
    {
        Assert.True(Look(Idle));
        Assert.True(Look(Some));
    }

    [Fact]
    public void It_steps_back_when_commits_are_large()
    {
        Assert.False(Look(Large));
    }

    [Fact]
    public void It_steps_back_when_a_commit_does_not_end()
    {
        Assert.False(Look(Hung));
    }

    [Fact]
    public void It_steps_back_when_something_else_is_full()
    {
        Assert.False(Look(Idle, crowded: true));
    }

    [Fact]
    public void It_stays_back_while_half_of_what_was_much_is_left_for_it()
    {
        Look(Large);
        for (var i = 0; i < 100; i++) Assert.False(Look(Some));
    }

    [Fact]
    public void It_is_first_again_after_three_quiet_looks_in_a_row()
    {
        Look(Large);
        Assert.Equal([false, false, false, false, false, true], new[] { Idle, Idle, Some, Idle, Idle, Idle }.Select(seen => Look(seen)));
        Assert.False(Look(Hung));
        Assert.Equal([false, false, true], new[] { Idle, Idle, Idle }.Select(seen => Look(seen)));
    }

    [Fact]
    public void A_look_tells_of_the_commits_since_the_last_one_and_of_the_one_that_is_not_done()
    {
        var time = new FakeTimeProvider();
        var load = new CommitLoad(time);
        Assert.Equal(Idle, load.Look());
        load.Begin(10);
        load.End();
        load.Begin(20);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(new(15, TimeSpan.FromSeconds(3)), load.Look());
        Assert.Equal(new(0, TimeSpan.FromSeconds(3)), load.Look());
        load.End();
        Assert.Equal(Idle, load.Look());
    }

    private bool Look(CommitLoad.Seen seen, bool crowded = false) => held = rule.Decide(held, seen, crowded);
}
