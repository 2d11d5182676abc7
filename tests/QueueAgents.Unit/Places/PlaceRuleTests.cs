using QueueAgents.Orchestration.Bus.Places;
using QueueAgents.Orchestration.Delivery;
using Xunit;

namespace QueueAgents.Unit.Places;

public sealed class PlaceRuleTests
{
    private static readonly CommitLoad.Seen Idle = new(0, TimeSpan.Zero);
    private static readonly CommitLoad.Seen Some = new((PlaceRule.Little + PlaceRule.Much) / 2, TimeSpan.FromMilliseconds(5));
    private static readonly CommitLoad.Seen Large = new(PlaceRule.Much, TimeSpan.Zero);
    private static readonly CommitLoad.Seen Slow = new(1, PlaceRule.Slow);
    private static readonly CommitLoad.Seen Failed = new(1, TimeSpan.Zero, Failed: true);
    private readonly PlaceRule rule = new();
    private bool held = true;

    [Fact]
    public void A_server_is_first_from_the_beginning_and_with_small_commits()
    {
        Assert.True(Look(Idle));
        Assert.True(Look(Some));
    }

    [Fact]
    public void It_steps_back_when_commits_are_large() => Assert.False(Look(Large));

    [Fact]
    public void It_steps_back_when_one_takes_long() => Assert.False(Look(Slow));

    [Fact]
    public void It_steps_back_when_one_fails_however_small_and_quick() => Assert.False(Look(Failed));

    [Fact]
    public void It_steps_back_when_something_else_is_full() => Assert.False(Look(Idle, crowded: true));

    [Fact]
    public void It_stays_back_while_there_is_more_than_little_to_do()
    {
        Look(Large);
        for (var i = 0; i < 1_000; i++) Assert.False(Look(Some));
    }

    [Fact]
    public void It_is_first_again_after_a_calm_second() => FirstAgainAfter(PlaceRule.Calm, lost: Large, interrupted: Some);

    [Fact]
    public void It_is_first_again_after_three_calm_seconds_where_it_was_not_well() => FirstAgainAfter(PlaceRule.Recovery, lost: Slow, interrupted: Slow);

    [Fact]
    public void Whoever_is_unwell_again_soon_after_waits_twice_as_long_up_to_a_minute_and_forgets_it_when_it_lasts()
    {
        Settle();
        Assert.Equal([1, 2, 4, 8, 16, 20, 20], Enumerable.Range(0, 7).Select(_ => LooksAfter(Slow) / PlaceRule.Recovery));
        Settle();
        Assert.Equal(PlaceRule.Recovery, LooksAfter(Slow));
    }

    [Fact]
    public void Whoever_has_too_much_as_soon_as_it_is_first_waits_twice_as_long_up_to_a_minute()
    {
        Settle();
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(0, 8).Select(_ => LooksAfter(Large) / PlaceRule.Calm));
    }

    [Theory]
    [InlineData(PlaceRule.Calm, 8 * PlaceRule.Calm)]
    [InlineData(PlaceRule.Calm + 1, 4 * PlaceRule.Calm)]
    [InlineData(PlaceRule.Recovery, 4 * PlaceRule.Calm)]
    [InlineData(PlaceRule.Recovery + 1, PlaceRule.Calm)]
    public void How_long_it_lasted_says_how_long_to_wait(int lasted, int waits)
    {
        Settle();
        for (var i = 0; i < 3; i++) LooksAfter(Large); // By now it waits four times as long.
        for (var i = 1; i < lasted; i++) Assert.True(Look(Some));
        Assert.Equal(waits, LooksAfter(Large));
    }

    [Fact]
    public void Whoever_is_unwell_while_it_has_stepped_back_waits_for_three_calm_seconds_too()
    {
        Settle();
        Look(Large);
        Look(Failed);
        Assert.Equal(PlaceRule.Recovery, LooksUntilHeld());
    }

    [Fact]
    public void A_load_that_comes_and_goes_makes_nobody_wait_longer()
    {
        Settle();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(PlaceRule.Calm, LooksAfter(Large));
            for (var j = 0; j < PlaceRule.Calm; j++) Assert.True(Look(Some));
        }
    }

    private void FirstAgainAfter(int calm, CommitLoad.Seen lost, CommitLoad.Seen interrupted)
    {
        Settle();
        Look(lost);
        for (var i = 1; i < calm; i++) Assert.False(Look(Idle));
        Look(interrupted);
        Assert.Equal(calm, LooksUntilHeld());
    }

    /// <summary>Long enough that what was before does not count.</summary>
    private void Settle()
    {
        for (var i = 0; i < 4 * PlaceRule.Longest; i++) Assert.True(Look(Some));
    }

    private int LooksAfter(CommitLoad.Seen seen)
    {
        Assert.False(Look(seen));
        return LooksUntilHeld();
    }

    private int LooksUntilHeld()
    {
        var looks = 0;
        for (; !held; looks++) Look(Idle);
        return looks;
    }

    private bool Look(CommitLoad.Seen seen, bool crowded = false) => held = rule.Decide(held, seen, crowded);
}
