using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Agents;

public sealed class NextTests
{
    [Fact]
    public void A_step_is_written_by_its_name() => Same(Next.Step("Plan"), new Continuation.Step("Plan", Json.None));

    [Fact]
    public void A_steps_input_is_written_as_JSON() => Same(Next.Step("Plan", new { A = 1 }), new Continuation.Step("Plan", new Json("""{"a":1}""")));

    [Fact]
    public void A_fan_out_names_step_items_and_join()
    {
        var fan = Assert.IsType<Continuation.FanOut>(Next.FanOut("Look", [1, 2], "Join", maxParallel: 4, tolerateFailures: true).Continuation);

        Assert.Equal(("Look", "Join", 4, true), (fan.Name, fan.Join, fan.MaxParallel, fan.Tolerate));
        Assert.Equal([new Json("1"), new Json("2")], fan.Items);
    }

    [Fact]
    public void Children_name_agent_inputs_and_join()
    {
        var children = Assert.IsType<Continuation.Children>(Next.Children("research", ["a"], "Join").Continuation);

        Assert.Equal(("research", "Join", 0, false), (children.Agent, children.Join, children.MaxParallel, children.Tolerate));
        Assert.Equal([new Json("\"a\"")], children.Inputs);
    }

    [Fact]
    public void Ten_thousand_items_are_the_limit()
        => Assert.Throws<ArgumentException>(() => Next.FanOut("Look", Enumerable.Range(0, Next.MaxItems + 1), "Join"));

    [Fact]
    public void A_question_names_who_goes_on() => Same(Next.Ask("Who?", "Plan", TimeSpan.FromDays(1)), new Continuation.Ask("Who?", "Plan", TimeSpan.FromDays(1)));

    [Fact]
    public void A_wait_names_signal_and_who_goes_on() => Same(Next.WaitFor("paid", TimeSpan.FromDays(1), "Ship"), new Continuation.WaitFor("paid", "Ship", TimeSpan.FromDays(1)));

    [Fact]
    public void A_pause_is_a_time_span() => Same(Next.Sleep(TimeSpan.FromHours(1), "Wake"), new Continuation.Sleep(null, TimeSpan.FromHours(1), "Wake"));

    [Fact]
    public void A_moment_is_absolute() => Same(Next.Sleep(DateTimeOffset.UnixEpoch, "Wake"), new Continuation.Sleep(DateTimeOffset.UnixEpoch, null, "Wake"));

    [Fact]
    public void The_end_carries_the_result() => Same(Next.Complete("done"), new Continuation.Complete(new Json("\"done\"")));

    [Fact]
    public void A_failure_carries_its_message() => Same(Next.Fail("no such topic"), new Continuation.Fail("no such topic"));

    private static void Same(Next next, Continuation expected) => Assert.Equal(expected, next.Continuation);
}
