using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QueueAgents.Contracts;
using QueueAgents.Integration.Fleet;
using QueueAgents.Integration.Plain;
using QueueAgents.Integration.Publish;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Workers;
using QueueAgents.TestNodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace QueueAgents.Integration.Console;

/// <summary>Each role may do its work, and nothing else, on a broker set up as compose/rabbitmq says.</summary>
[Collection(ProductionBroker.Tests)]
public sealed class RightsTests(ProductionBroker broker, Database database)
{
    public static TheoryData<string, string, string> Forbidden => new()
    {
        { "worker", "read", Queues.Run },
        { "worker", "read", Queues.Control },
        { "worker", "read", Queues.Submit },
        { "worker", "read", Queues.Door },
        { "worker", "read", "queue-agents.dead" },
        { "worker", "read", "queue-agents.live.0123456789abcdef0123456789abcdef" },
        { "worker", "configure", "queue-agents.live.0123456789abcdef0123456789abcdef" },
        { "worker", "read", "queue-agents.outcomes.0123456789abcdef0123456789abcdef" },
        { "worker", "configure", "queue-agents.outcomes.0123456789abcdef0123456789abcdef" },
        { "worker", "write", Queues.Control },
        { "worker", "write", Queues.Submit },
        { "worker", "write", "QueueAgents.Contracts:SubmitRun" },
        { "worker", "write", "QueueAgents.Contracts:RunCompleted" },
        { "worker", "write", "" },
        { "worker", "configure", Queues.Control },
        { "worker", "configure", "anything" },
        { "publisher", "read", Queues.Submit },
        { "publisher", "read", Queues.Run },
        { "publisher", "read", "queue-agents.step.counter.v1" },
        { "publisher", "read", "queue-agents.submit_error" },
        { "publisher", "write", Queues.Run },
        { "publisher", "write", Queues.Control },
        { "publisher", "write", Queues.Door },
        { "publisher", "write", "queue-agents.step.counter.v1" },
        { "publisher", "write", "QueueAgents.Contracts:RunCompleted" },
        { "publisher", "write", "QueueAgents.Contracts:DrainWorker" },
        { "publisher", "write", "" },
        { "publisher", "write", Queues.Live },
        { "publisher", "configure", Queues.Live },
        { "publisher", "write", Queues.Outcomes },
        { "publisher", "configure", Queues.Submit },
        { "publisher", "configure", "queue-agents.run" },
        { "server", "read", "queue-agents.step.counter.v1" },
        { "server", "write", Queues.Live },
        { "server", "write", Queues.Outcomes },
        { "server", "write", "QueueAgents.Contracts:SubmitRun" },
        { "server", "configure", "anything" },
        { "server", "configure", "queue-agents.reply.somebody" },
        { "operator", "read", Queues.Run },
        { "operator", "write", Queues.Run },
        { "operator", "write", Queues.Live },
        { "operator", "configure", "queue-agents.dead" },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task What_is_not_a_roles_work_is_refused(string role, string right, string name)
    {
        await using var connection = await broker.ConnectAsync(role);
        Assert.Contains("refused for user", await RefusalAsync(connection, right, name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_flow_runs_with_the_rights_of_its_roles()
    {
        var heard = new Heard();
        await using var fleet = await TestFleet.StartAsync(
            await broker.RolesAsync(), await database.CreateAsync(), worker => worker.Add<Counter>("counter").Add<Squares>("squares"),
            bus => bus.AddConsumer<Heard>().Endpoint(e => e.Name = "publisher.listener"), heard);
        var publisher = await broker.UrlAsync("publisher");

        // Events, requests by direct reply-to, plain JSON with an answer, a fan-out that reads its results through the door.
        Assert.Equal(0, (await Publisher.RunAsync("publish", publisher, "counter", "3", "published")).Code);
        Assert.Equal(0, (await Publisher.RunAsync("end", publisher, "squares", "200", "asked")).Code);
        Assert.Equal("counter", (await heard.FindAsync<RunCompleted>(run => run.Key == "published")).Agent);
        await using (var plain = await SubmitQueue.ConnectAsync(publisher))
        {
            await plain.PublishAsync("""{"agent":"counter","input":2,"key":"plain"}""");
            await heard.FindAsync<RunCompleted>(run => run.Key == "plain");
            await plain.PublishAsync("""{"agent":7}""");
            await heard.FindAsync<RunRejected>(rejected => rejected.Reason == "agent must be text.");
        }

        if (Missing.Pika() is null)
        {
            var answer = await Python.RunAsync(Path.Combine(AppContext.BaseDirectory, "Plain", "publisher.py"), ["ask", $"{publisher}"], """{"agent":"counter","input":1,"key":"python"}""");
            Assert.Contains("\"RunAccepted\"", answer, StringComparison.Ordinal);
        }

        var instance = (await fleet.Server.GetRequiredService<IWorkerStore>().ListAsync(TestContext.Current.CancellationToken)).Single().Hello.Instance;
        var ended = new TaskCompletionSource();
        fleet.Worker.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(ended.SetResult);
        await fleet.Server.GetRequiredService<IWorkerDrain>().AskAsync(instance, "the test", TestContext.Current.CancellationToken);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_operator_reads_what_was_refused_and_publishes_by_hand()
    {
        await using var connection = await broker.ConnectAsync("operator");
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(await channel.BasicGetAsync("queue-agents.dead", autoAck: true, TestContext.Current.CancellationToken));
        Assert.DoesNotContain("refused for user", await RefusalAsync(connection, "read", "queue-agents.run_error"), StringComparison.Ordinal);
        Assert.DoesNotContain("refused for user", await RefusalAsync(connection, "write", Queues.Submit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guest_does_not_exist_and_no_role_administers()
    {
        var node = await broker.NodeAsync();
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => new ConnectionFactory { Uri = node.Uri }.CreateConnectionAsync(TestContext.Current.CancellationToken));
        var users = (await node.Ctl("list_users")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains('[', StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(["operator\t[monitoring]", "publisher\t[]", "server\t[]", "worker\t[]"], users);
    }

    [Fact]
    public async Task A_short_password_starts_no_broker()
    {
        using var folder = new TempFolder("secrets");
        await File.WriteAllTextAsync(folder.File("rabbitmq_server"), "guest", TestContext.Current.CancellationToken);
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => broker.DefinitionsAsync(folder.Root));
        Assert.Contains("The password of server is missing or shorter than 12 characters", thrown.Message, StringComparison.Ordinal);
    }

    /// <summary>What the broker says to an attempt; empty where it allows it.</summary>
    private static async Task<string> RefusalAsync(IConnection connection, string right, string name)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync();
            switch (right)
            {
                case "read":
                    await channel.BasicConsumeAsync(name, autoAck: false, new AsyncDefaultBasicConsumer(channel));
                    break;
                case "write":
                    await channel.TxSelectAsync();
                    await channel.BasicPublishAsync(name, "nowhere", ReadOnlyMemory<byte>.Empty);
                    await channel.TxRollbackAsync();
                    break;
                default:
                    await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true);
                    break;
            }

            return "";
        }
        catch (OperationInterruptedException thrown)
        {
            return thrown.ShutdownReason?.ReplyText ?? thrown.Message;
        }
    }
}
