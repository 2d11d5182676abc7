using System.Text.Json;
using MassTransit;
using QueueAgents.Contracts;
using QueueAgents.Integration.Fleet;
using QueueAgents.TestNodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace QueueAgents.Integration.Containers;

/// <summary>The fleet on RabbitMQ 4.0 as compose sets it up. What it promises on other releases is proven elsewhere; here it is what differs.</summary>
public sealed class RabbitMq4Tests(RabbitMq4 broker, Database database) : IClassFixture<RabbitMq4>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_goes_from_its_submission_over_its_steps_to_its_result_and_its_event()
    {
        var heard = new Heard();
        await using var fleet = await TestFleet.StartAsync(
            await broker.RolesAsync(), await database.CreateAsync(), worker => worker.Add<Counter>("counter").Add<Squares>("squares"),
            bus => bus.AddConsumer<Heard>().Endpoint(e => e.Name = "publisher.listener"), heard);

        await fleet.Bus.Publish(new SubmitRun { Agent = "counter", Input = Json.Of(5), Key = "counted" }, Ct);
        await fleet.Bus.Publish(new SubmitRun { Agent = "squares", Input = Json.Of(200), Key = "squared" }, Ct);

        Assert.Equal("5", (await heard.FindAsync<RunCompleted>(run => run.Key == "counted")).Result.Text);
        var squared = await heard.FindAsync<RunCompleted>(run => run.Key == "squared");
        Assert.Equal(Enumerable.Range(0, 200).Sum(i => i * i), squared.Result.As<int>());
        Assert.Equal(squared.Result.Text, (await fleet.UntilAsync(squared.RunId, RunState.Completed)).Result.Text);
    }

    [Fact]
    public async Task A_step_whose_connection_breaks_in_its_middle_is_delivered_again_and_counts_once()
    {
        var roles = await broker.RolesAsync();
        await using var proxy = TcpFaultProxy.To(roles.Worker.Port);
        var worker = new UriBuilder(roles.Worker) { Port = proxy.Port }.Uri;
        await using var fleet = await TestFleet.StartAsync(roles with { Worker = worker }, await database.CreateAsync(), agents => agents.Add<Held>("held"));

        var runId = Guid.CreateVersion7();
        await fleet.Bus.Publish(new SubmitRun { RunId = runId, Agent = "held", Input = Json.Of(3) }, Ct);
        await Held.Entered.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        proxy.Reset();
        await Eventually.Async("the worker to be back", () => proxy.Connections > 0);
        Held.Go.SetResult();

        var run = await fleet.UntilAsync(runId, RunState.Completed);
        Assert.Equal("3", run.Result.Text);
        // What was delivered twice has changed nothing twice: the submission and three outcomes, and no step more.
        Assert.Equal([1, 2, 3], (await fleet.Runs.AttemptsAsync(runId, 0, 100, Ct)).Select(step => step.Seq).Distinct());
        Assert.Equal(3, (await fleet.Runs.TransitionsAsync(runId, 0, 100, Ct)).Count(transition => transition.Event == nameof(StepCompleted)));
    }

    [Fact]
    public async Task Queues_of_the_fleet_are_quorum_queues_under_our_limit_and_not_under_the_brokers()
    {
        await using var fleet = await TestFleet.StartAsync(await broker.RolesAsync(), await database.CreateAsync(), worker => worker.Add<Counter>("counter"));
        foreach (var name in new[] { Queues.Run, Queues.Control, Queues.Submit, Queues.Door, Queues.Step("counter", 1), Queues.Step("counter", 1, pinned: true) })
        {
            // What holds for a queue is seen in the console some seconds after it was made.
            JsonElement policy = default;
            await Eventually.Async($"the policy of {name}", async () => (await broker.LookAsync($"queues/{RabbitMq4.VirtualHost}/{name}")).TryGetProperty("effective_policy_definition", out policy));
            Assert.Equal(50, policy.GetProperty("delivery-limit").GetInt32());
            Assert.Equal("quorum", (await broker.LookAsync($"queues/{RabbitMq4.VirtualHost}/{name}")).GetProperty("arguments").GetProperty("x-queue-type").GetString());
        }
    }

    [Theory]
    [InlineData("queue-agents.step.deadly.v1", "worker", 51, true)]
    [InlineData("publisher.deadly", "publisher", 21, false)] // The limit of RabbitMQ 4 itself, and nowhere to go.
    public async Task A_message_that_is_given_back_too_often_is_kept_where_our_policy_holds(string name, string role, int times, bool kept)
    {
        await using var connection = await broker.ConnectAsync(role);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: Ct);
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Ct);
        await channel.QueueBindAsync(name, name, "", cancellationToken: Ct);
        await channel.BasicPublishAsync(name, "", "poison"u8.ToArray(), Ct);
        await using var judge = await broker.ConnectAsync("operator");
        await using var dead = await judge.CreateChannelAsync(cancellationToken: Ct);

        var given = 0;
        await Eventually.Async("the message to be given up", async () =>
        {
            while (await channel.BasicGetAsync(name, autoAck: false, Ct) is { } got)
            {
                given++;
                await channel.BasicNackAsync(got.DeliveryTag, multiple: false, requeue: true, Ct);
            }

            return given >= times;
        }, describe: () => $"given back {given} times");

        if (kept)
        {
            BasicGetResult? found = null;
            await Eventually.Async("it among the dead", async () => (found = await dead.BasicGetAsync("queue-agents.dead", autoAck: true, Ct)) is not null);
            Assert.Equal("poison"u8.ToArray(), found!.Body.ToArray());
        }

        Assert.Null(await dead.BasicGetAsync("queue-agents.dead", autoAck: true, Ct));
        Assert.Equal(times, given);
    }

    [Theory]
    [InlineData("worker", Queues.Run)]
    [InlineData("worker", Queues.Submit)]
    [InlineData("publisher", Queues.Run)]
    [InlineData("publisher", "queue-agents.dead")]
    [InlineData("operator", Queues.Control)]
    public async Task A_role_may_not_read_what_is_not_its_own(string role, string queue)
    {
        await using var connection = await broker.ConnectAsync(role);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        var refused = await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.BasicGetAsync(queue, autoAck: false, Ct));
        Assert.Contains($"read access to queue '{queue}' in vhost '{RabbitMq4.VirtualHost}' refused for user '{role}'", refused.ShutdownReason!.ReplyText, StringComparison.Ordinal);
    }
}
