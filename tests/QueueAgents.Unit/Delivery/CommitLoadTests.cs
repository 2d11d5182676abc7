using Microsoft.Extensions.Time.Testing;
using QueueAgents.Orchestration.Delivery;
using Xunit;

namespace QueueAgents.Unit.Delivery;

public sealed class CommitLoadTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider time = new();
    private readonly CommitLoad load;

    public CommitLoadTests() => load = new CommitLoad(time);

    [Fact]
    public void A_look_tells_of_the_commits_since_the_last_one()
    {
        Assert.Equal(new(0, TimeSpan.Zero), load.Look());
        Commit(10, 2 * Second);
        Commit(20, Second, withFaults: true);
        Assert.Equal(new(15, 2 * Second, Failed: true), load.Look());
        Assert.Equal(new(0, TimeSpan.Zero), load.Look());
    }

    [Fact]
    public void And_of_one_that_is_not_done()
    {
        load.Begin(20);
        time.Advance(Second);
        Assert.Equal(new(20, Second), load.Look());
        time.Advance(Second);
        Assert.Equal(new(0, 2 * Second), load.Look());
        time.Advance(Second);
        load.End(withFaults: false);
        Assert.Equal(new(0, 3 * Second), load.Look());
        Assert.Equal(new(0, TimeSpan.Zero), load.Look());
    }

    private void Commit(int count, TimeSpan takes, bool withFaults = false)
    {
        load.Begin(count);
        time.Advance(takes);
        load.End(withFaults);
    }
}
