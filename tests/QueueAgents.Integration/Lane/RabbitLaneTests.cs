using System.Text;
using System.Threading.Channels;
using QueueAgents.TestNodes;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Lane;

/// <summary>The way of steps and outcomes, over a real broker.</summary>
public sealed class RabbitLaneTests(Broker broker) : LaneTest(broker)
{
    [Fact]
    public async Task A_queue_that_is_not_there_is_said_to_be_missing_and_the_lane_goes_on()
    {
        var url = await BrokerAsync();
        var read = Channel.CreateUnbounded<Arrived>();
        await using var lane = Lane(url);
        lane.Open([new("here", 10, Into(read))]);
        await ArrivesAsync(lane, "here", Message());

        Assert.False(await lane.SendAsync("nowhere", Message(), mayShare: false));
        Assert.False(await lane.SendAsync("nowhere", Message(), mayShare: true));
        await ArrivesAsync(lane, "here", Message());
    }

    [Fact]
    public async Task Messages_that_may_share_and_leave_together_travel_together_and_arrive_one_by_one()
    {
        var url = await BrokerAsync();
        await using var connection = await ConnectAsync(url);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await Declaring.QueueAsync(channel, "crowd", quorum: true, Ct);
        StepMessage[] sent = [.. Enumerable.Range(0, Bundler.MaxMessages * 2 + 1).Select(_ => Message())];

        await using (var sender = Lane(url))
        {
            var sending = sent.Select(message => sender.SendAsync("crowd", message, mayShare: true)).ToList();
            sender.Open([]);
            Assert.All(await Task.WhenAll(sending).WaitAsync(Patience, Ct), Assert.True);
        }

        Assert.Equal(3u, (await channel.QueueDeclarePassiveAsync("crowd", Ct)).MessageCount);
        var read = Channel.CreateUnbounded<Arrived>();
        await using var reader = Lane(url);
        reader.Open([new("crowd", 10, Into(read))]);
        List<Guid> arrived = [];
        while (arrived.Count < sent.Length) arrived.Add((await NextAsync(read)).Message.Id);
        Assert.Equal(sent.Select(m => m.Id), arrived);
    }

    [Fact]
    public async Task Messages_that_may_not_share_travel_alone()
    {
        var url = await BrokerAsync();
        await using var connection = await ConnectAsync(url);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await Declaring.QueueAsync(channel, "alone", quorum: true, Ct);
        await using var sender = Lane(url);
        var sending = Enumerable.Range(0, 5).Select(_ => sender.SendAsync("alone", Message(), mayShare: false)).ToList();
        sender.Open([]);
        Assert.All(await Task.WhenAll(sending).WaitAsync(Patience, Ct), Assert.True);

        Assert.Equal(5u, (await channel.QueueDeclarePassiveAsync("alone", Ct)).MessageCount);
    }

    [Fact]
    public async Task Of_messages_that_travelled_together_only_the_refused_one_goes_to_the_error_queue()
    {
        var url = await BrokerAsync();
        StepMessage[] sent = [Message(), Message(), Message()];
        await using var lane = Lane(url);
        var sending = sent.Select(message => lane.SendAsync("mixed", message, mayShare: true)).ToList();
        await using var connection = await ConnectAsync(url);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await Declaring.QueueAsync(channel, "mixed", quorum: true, Ct);

        lane.Open([new("mixed", 10, arrived => Task.FromResult(arrived.Message.Id == sent[1].Id ? Verdict.Refuse(new InvalidDataException("not this one")) : Verdict.Done))]);

        Assert.All(await Task.WhenAll(sending).WaitAsync(Patience, Ct), Assert.True);
        var refused = await RefusedAsync(connection, "mixed_error");
        Assert.Equal(sent[1].Id, Assert.Single(StepJson.Read(refused.Body.Span)).Id);
        Assert.Equal("not this one", Encoding.UTF8.GetString((byte[])refused.BasicProperties.Headers!["MT-Fault-Message"]!));
        await Eventually.Async("the queue to be empty", async () => (await channel.QueueDeclarePassiveAsync("mixed", Ct)).MessageCount == 0);
        Assert.Equal(0u, (await channel.QueueDeclarePassiveAsync("mixed_error", Ct)).MessageCount);
    }

    [Fact]
    public async Task What_is_no_message_goes_to_the_error_queue_and_the_next_one_is_read()
    {
        var url = await BrokerAsync();
        var read = Channel.CreateUnbounded<Arrived>();
        await using var lane = Lane(url);
        lane.Open([new("pasted", 10, Into(read))]);
        await ArrivesAsync(lane, "pasted", Message());
        await using var connection = await ConnectAsync(url);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);

        await channel.BasicPublishAsync("", "pasted", """{"not":"an array"}"""u8.ToArray(), Ct);

        Assert.Equal("""{"not":"an array"}""", Encoding.UTF8.GetString((await RefusedAsync(connection, "pasted_error")).Body.Span));
        await ArrivesAsync(lane, "pasted", Message());
    }

    [Fact]
    public async Task One_that_is_handed_back_comes_again_and_is_said_to_have_come_before()
    {
        var url = await BrokerAsync();
        var came = Channel.CreateUnbounded<Arrived>();
        await using var lane = Lane(url);
        lane.Open([new("again", 10, arrived =>
        {
            came.Writer.TryWrite(arrived);
            return Task.FromResult(arrived.Redelivered ? Verdict.Done : Verdict.HandBack);
        })]);
        var message = Message();
        await ArrivesAsync(lane, "again", message);

        var (first, second) = (await NextAsync(came), await NextAsync(came));
        Assert.Equal((message.Id, false), (first.Message.Id, first.Redelivered));
        Assert.Equal((message.Id, true), (second.Message.Id, second.Redelivered));
    }

    [Fact]
    public async Task A_queue_that_is_deleted_is_made_anew_and_the_others_are_read_meanwhile()
    {
        var url = await BrokerAsync();
        var (left, right) = (Channel.CreateUnbounded<Arrived>(), Channel.CreateUnbounded<Arrived>());
        await using var lane = Lane(url);
        lane.Open([new("left", 10, Into(left)), new("right", 10, Into(right))]);
        await ArrivesAsync(lane, "left", Message());
        await ArrivesAsync(lane, "right", Message());
        await NextAsync(left);
        await NextAsync(right);
        await using var connection = await ConnectAsync(url);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);

        await channel.QueueDeleteAsync("left", cancellationToken: Ct);

        var other = Message();
        Assert.True(await lane.SendAsync("right", other, mayShare: false));
        Assert.Equal(other.Id, (await NextAsync(right)).Message.Id);
        var late = Message();
        await ArrivesAsync(lane, "left", late);
        Assert.Equal(late.Id, (await NextAsync(left)).Message.Id);
    }
}
