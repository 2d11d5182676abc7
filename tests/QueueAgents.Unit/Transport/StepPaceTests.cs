using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using Xunit;

namespace QueueAgents.Unit.Transport;

/// <summary>Which steps may travel together.</summary>
public sealed class StepPaceTests
{
    private readonly StepPace pace = new();

    private void Took(double milliseconds, string step = "step", string agent = "agent") => pace.Learn(agent, new Transition
    {
        RunId = Guid.NewGuid(), Version = 1, From = RunState.Running, To = RunState.Running, Event = "StepCompleted", Step = step,
        CommandId = Guid.NewGuid(), At = DateTimeOffset.UnixEpoch, Took = TimeSpan.FromMilliseconds(milliseconds),
    });

    [Fact]
    public void A_step_nobody_has_seen_end_travels_alone() => Assert.False(pace.IsShort("agent", "step"));

    [Fact]
    public void A_step_that_is_quick_may_share_and_one_that_is_slow_may_not()
    {
        Took(1);
        Took(1_000, "other");
        Assert.True(pace.IsShort("agent", "step"));
        Assert.False(pace.IsShort("agent", "other"));
        Assert.False(pace.IsShort("namesake", "step"));
    }

    [Fact]
    public void One_that_becomes_slow_is_noticed_at_once_and_one_that_becomes_quick_after_a_while()
    {
        Took(1);
        Took(500);
        Assert.False(pace.IsShort("agent", "step"));
        for (var i = 0; i < 3; i++) Took(1);
        Assert.False(pace.IsShort("agent", "step"));
        for (var i = 0; i < 20; i++) Took(1);
        Assert.True(pace.IsShort("agent", "step"));
    }
}
