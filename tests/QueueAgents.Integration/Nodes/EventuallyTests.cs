using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Nodes;

public sealed class EventuallyTests
{
    [Fact]
    public async Task It_returns_as_soon_as_the_condition_holds()
    {
        var asked = 0;

        await Eventually.Async("the third question", () => ++asked == 3);

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_timeout_says_what_was_waited_for_and_what_was_seen_last()
    {
        var asked = 0;

        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.Async(
            "pigs to fly", () => ++asked < 0, TimeSpan.FromMilliseconds(20), () => $"{asked} pigs walking"));

        Assert.Contains("pigs to fly", timeout.Message, StringComparison.Ordinal);
        Assert.Contains($"{asked} pigs walking", timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_means_not_yet_and_is_kept_for_the_timeout()
    {
        var asked = 0;
        await Eventually.Async("recovery", () => ++asked > 2 ? true : throw new InvalidOperationException("starting"));

        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.Async(
            "recovery", () => Task.FromException<bool>(new InvalidOperationException("broken")), TimeSpan.FromMilliseconds(20)));

        Assert.Equal("broken", timeout.InnerException?.Message);
    }

    [Fact]
    public void Free_ports_are_distinct_across_calls()
    {
        var ports = Enumerable.Range(0, 10).SelectMany(_ => Ports.Free(5)).ToList();

        Assert.Distinct(ports);
    }
}
