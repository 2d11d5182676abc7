using QueueAgents.TestNodes;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Nodes;

/// <summary>The broker every other test stands on, checked against what it promises.</summary>
public sealed class RabbitNodeTests(Broker broker)
{
    [Fact]
    public async Task A_fresh_virtual_host_of_the_shared_broker_takes_and_counts_messages()
    {
        var node = await broker.NodeAsync();
        var host = await broker.VirtualHostAsync();
        var name = Uri.UnescapeDataString(host.AbsolutePath[1..]);
        Assert.Empty(await node.QueueDepths(name));

        await PublishAsync(host, "a queue, named \"oddly\" – ünd", 3);

        var depths = await node.QueueDepths(name);
        Assert.Equal(new QueueDepth(3, 0), Assert.Single(depths, depth => depth.Key == "a queue, named \"oddly\" – ünd").Value);
    }

    [Fact]
    public async Task A_message_taken_and_not_answered_counts_as_unacked()
    {
        var node = await broker.NodeAsync();
        var host = await broker.VirtualHostAsync();
        await PublishAsync(host, "taken", 2);
        var cancel = TestContext.Current.CancellationToken;
        await using var connection = await new ConnectionFactory { Uri = host }.CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);

        await channel.BasicGetAsync("taken", autoAck: false, cancel);

        Assert.Equal(new QueueDepth(1, 1), (await node.QueueDepths(host.AbsolutePath[1..]))["taken"]);
    }

    [Fact]
    public async Task What_its_sockets_carry_is_counted_in_both_directions()
    {
        var cancel = TestContext.Current.CancellationToken;
        var node = await broker.NodeAsync();
        var host = await broker.VirtualHostAsync();
        await PublishAsync(host, "heavy", 0);
        await using var connection = await new ConnectionFactory { Uri = host }.CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancel);
        var before = await node.TrafficAsync();

        await channel.BasicPublishAsync("", "heavy", mandatory: true, new BasicProperties(), new byte[1_000_000], cancel);
        var published = await node.TrafficAsync();
        await channel.BasicGetAsync("heavy", autoAck: true, cancel);
        var taken = await node.TrafficAsync();

        // Other tests use the same broker: what they add and take away is small.
        Assert.InRange(published.Received - before.Received, 900_000, long.MaxValue);
        Assert.InRange(taken.Sent - published.Sent, 900_000, long.MaxValue);
        Assert.Equal(taken.Received + taken.Sent, taken.Total);
    }

    [Fact]
    public async Task Persistent_messages_survive_a_kill_and_not_a_wipe()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        await using var node = await RabbitNode.StartAsync();
        var port = node.Port;
        // That it has the queue a broker writes down a while later: killed before that, it comes back without it.
        await PublishAsync(node.Uri, "kept", 0);
        await node.StopAsync();
        await node.StartAgainAsync();
        await PublishAsync(node.Uri, "kept", 3);

        await node.KillAsync();
        Assert.False(await AmqpHandshake.SucceedsAsync(port));
        await node.StartAgainAsync();
        IReadOnlyDictionary<string, QueueDepth> depths = new Dictionary<string, QueueDepth>();
        await Eventually.Async(
            "the queue to be back with its three messages",
            async () => (depths = await node.QueueDepths()).TryGetValue("kept", out var kept) && kept == new QueueDepth(3, 0),
            TimeSpan.FromSeconds(90),
            () => $"queues: {string.Join(", ", depths)}\n{node.Log(15)}");

        await node.WipeAsync();
        Assert.Empty(await node.QueueDepths());
        Assert.Equal(port, node.Port);
    }

    [Fact]
    public async Task A_disposed_broker_leaves_no_process_and_no_folder()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        var node = await RabbitNode.StartAsync();
        await node.StopAsync();
        await node.StartAgainAsync();
        var pids = node.Pids;
        Assert.All(pids, pid => Assert.True(ProcessTable.IsAlive(pid)));

        await node.DisposeAsync();

        await Eventually.Async("every process of the broker to be gone", () => !pids.Any(ProcessTable.IsAlive));
        Assert.False(Directory.Exists(node.Folder));
    }

    [Fact]
    public async Task The_management_api_answers_only_when_asked_for()
    {
        var plain = await broker.NodeAsync();
        Assert.Throws<InvalidOperationException>(() => plain.ManagementUri);

        await using var node = await RabbitNode.StartAsync(new RabbitNodeOptions { Management = true });
        using var http = new HttpClient { BaseAddress = node.ManagementUri };
        await Eventually.Async("the management page to load", async () => (await http.GetAsync("/")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_failing_command_says_what_the_broker_said()
    {
        var node = await broker.NodeAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => node.Ctl("delete_queue", "not-there"));

        Assert.Contains("not-there", failure.Message, StringComparison.Ordinal);
    }

    private static async Task PublishAsync(Uri uri, string queue, int count)
    {
        await using var connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        for (var i = 0; i < count; i++)
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, new byte[] { 1 });
        }
    }
}
