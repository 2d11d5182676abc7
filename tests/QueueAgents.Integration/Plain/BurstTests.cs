using System.Diagnostics;
using System.Text;
using Npgsql;
using QueueAgents.Contracts;
using QueueAgents.Integration.Fleet;
using QueueAgents.TestNodes;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Plain;

public sealed class BurstTests(Broker broker, Database database)
{
    private const int Count = 20_000;
    private const int Twice = 1_000;
    private const int Prefetch = 128;

    [Fact]
    public async Task Twenty_thousand_tasks_published_at_once_are_each_exactly_one_run_and_a_server_holds_few_of_them_at_a_time()
    {
        var url = await broker.VirtualHostAsync();
        var node = await broker.NodeAsync();
        var connection = await database.CreateAsync();
        // Nobody serves the agent: what is measured is the door.
        await using var fleet = await TestFleet.StartAsync(url, connection, worker => worker.Add<Counter>("counter"));

        var clock = Stopwatch.StartNew();
        var most = 0;
        var publishing = PublishAsync(url);
        while (!publishing.IsCompleted) most = Math.Max(most, await node.MostHeldAsync(url.AbsolutePath[1..])); // On a busy machine all may be taken as quickly as it is published.
        await publishing;
        TestContext.Current.SendDiagnosticMessage($"{Count + Twice} confirmed in {clock.Elapsed.TotalSeconds:0.0} s");

        await using var data = NpgsqlDataSource.Create(connection);
        await using var count = data.CreateCommand("select count(distinct key) from run where agent = 'nobody'");
        await Eventually.Async("every task to be a run", async () =>
        {
            most = Math.Max(most, await node.MostHeldAsync(url.AbsolutePath[1..]));
            return await count.ExecuteScalarAsync(TestContext.Current.CancellationToken) is (long)Count;
        }, TimeSpan.FromMinutes(3));
        TestContext.Current.SendDiagnosticMessage($"runs after {clock.Elapsed.TotalSeconds:0.0} s, at most {most} held at a time");

        await Eventually.Async("the copies to be taken too", async () => (await node.QueueDepths(url.AbsolutePath[1..]))[Queues.Submit] == new QueueDepth(0, 0));
        Assert.InRange(most, 1, Prefetch);
        await using var all = data.CreateCommand("select count(*) from run");
        Assert.Equal((long)Count, await all.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain($"{Queues.Submit}_error", (await node.QueueDepths(url.AbsolutePath[1..])).Keys);
    }

    private static async Task PublishAsync(Uri url)
    {
        await using var connection = await new ConnectionFactory { Uri = url }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        var confirmed = Enumerable.Range(0, Count + Twice).Select(async i =>
        {
            var body = Encoding.UTF8.GetBytes($$"""{"agent":"nobody","input":{"number":{{i % Count}}},"key":"burst-{{i % Count}}"}""");
            await channel.BasicPublishAsync(Queues.Submit, "", mandatory: true, new BasicProperties { DeliveryMode = DeliveryModes.Persistent }, body);
        }).ToList();
        await Task.WhenAll(confirmed);
    }
}
