using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;
using Xunit;

namespace QueueAgents.Unit.Transport;

/// <summary>What has been sent and is not confirmed yet.</summary>
public sealed class LedgerTests
{
    private readonly Ledger ledger = new();

    private Sending Sent(string id = "a")
    {
        var sending = new Sending("queue", new StepMessage { Id = Guid.NewGuid() }, mayShare: false, began: 0);
        ledger.Add(new Unconfirmed(id, [sending]));
        return sending;
    }

    [Fact]
    public async Task One_confirmation_may_stand_for_all_before()
    {
        var (first, second, third) = (Sent(), Sent(), Sent());
        ledger.Confirm(2, andAllBefore: true);
        Assert.True(await first.Arrived && await second.Arrived);
        Assert.False(third.IsOver);
    }

    [Fact]
    public async Task A_returned_message_had_no_queue_though_it_is_confirmed()
    {
        var (lost, kept) = (Sent("lost"), Sent("kept"));
        ledger.Return("lost");
        ledger.Confirm(2, andAllBefore: true);
        Assert.False(await lost.Arrived);
        Assert.True(await kept.Arrived);
    }

    [Fact]
    public async Task A_refused_message_is_not_known_to_have_arrived()
    {
        var sending = Sent();
        ledger.Refuse(1, andAllBefore: false, new IOException("full"));
        await Assert.ThrowsAsync<IOException>(() => sending.Arrived);
    }

    [Fact]
    public async Task With_the_channel_everything_under_way_and_to_come_is_unknown()
    {
        var before = Sent();
        ledger.Close(new LaneClosedException());
        var after = Sent();
        await Assert.ThrowsAsync<LaneClosedException>(() => before.Arrived);
        await Assert.ThrowsAsync<LaneClosedException>(() => after.Arrived);
    }
}
