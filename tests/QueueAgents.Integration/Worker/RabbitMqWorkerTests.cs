using MassTransit;
using Microsoft.Extensions.Hosting;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;
using QueueAgents.Unit.Worker;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Worker;

/// <summary>What a worker promises that only a real broker can break.</summary>
public sealed class RabbitMqWorkerTests(Broker broker)
{
    private readonly Signal _entered = new();
    private readonly Gate _go = new();

    [Fact]
    public async Task A_worker_takes_steps_from_its_queues_and_reports_them()
    {
        var host = await broker.VirtualHostAsync();
        await using var fleet = await DoorFleet.Start(host);
        await fleet.Worker(worker => worker.Add<Agent>("agent"), _entered, _go);

        var hello = await fleet.Heard<WorkerHello>();
        Assert.Equal("agent", Assert.Single(hello.Agents).Name);
        _go.Open();
        var order = await fleet.Send("tea");

        Assert.Equal((order.RunId, order.Nonce, hello.Instance), await fleet.Completed() is var done ? (done.RunId, done.Nonce, done.Worker) : default);
        var queues = await (await broker.NodeAsync()).Ctl("list_queues", "-p", host.AbsolutePath[1..], "name", "type");
        Assert.Contains("queue-agents.step.agent.v1\tquorum", queues, StringComparison.Ordinal);
        Assert.Contains("queue-agents.step.agent.v1.pinned\tquorum", queues, StringComparison.Ordinal);
        Assert.Contains($"queue-agents.reply.{hello.Instance}\t", queues, StringComparison.Ordinal);
        var connections = await (await broker.NodeAsync()).Ctl("list_connections", "client_properties");
        Assert.Contains($"worker@{Environment.MachineName} agent", connections, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_stops_ends_what_it_runs_and_hands_back_what_waits_to_one_that_claims_it()
    {
        var host = await broker.VirtualHostAsync();
        await using var fleet = await DoorFleet.Start(host);
        var first = await fleet.Worker(worker => worker.Add<Agent>("agent").Add<Agent>("other").Configure(options => options.Concurrency = 1), _entered, _go);
        var leaving = await fleet.Heard<WorkerHello>();
        await fleet.Send("runs");
        await _entered.Wait(TestContext.Current.CancellationToken);
        var waiting = await fleet.Send("waits", "other");
        var node = await broker.NodeAsync();
        await Eventually.Async(
            "the second step to wait inside the worker", async () => (await node.QueueDepths(host.AbsolutePath[1..]))[Queues.Step("other", 1)].Unacked == 1);

        var stopped = first.StopAsync(TestContext.Current.CancellationToken);
        await Eventually.Async(
            "the second step to be handed back", async () => (await node.QueueDepths(host.AbsolutePath[1..]))[Queues.Step("other", 1)].Ready == 1);
        _go.Open();
        Assert.Equal(leaving.Instance, (await fleet.Completed()).Worker);
        Assert.Equal(leaving.Instance, (await fleet.Heard<WorkerGoodbye>()).Instance);
        await stopped;

        await fleet.Worker(worker => worker.Add<Agent>("other"), _entered, _go);
        Assert.Equal(waiting.RunId, (await fleet.Heard<ClaimStep>()).RunId);
        Assert.NotEqual(leaving.Instance, (await fleet.Completed()).Worker);
    }

    [Fact]
    public async Task A_published_supersede_cancels_the_step_wherever_it_runs()
    {
        await using var fleet = await DoorFleet.Start(await broker.VirtualHostAsync());
        await fleet.Worker(worker => worker.Add<Agent>("agent").Configure(options => options.Concurrency = 1), _entered, _go);
        await fleet.Heard<WorkerHello>();
        var order = await fleet.Send("runs");
        await _entered.Wait(TestContext.Current.CancellationToken);

        await fleet.Server.Publish(new StepSuperseded { RunId = order.RunId, Seq = 1, Attempt = 1 }, TestContext.Current.CancellationToken);
        var next = await fleet.Send("next");
        await _entered.Wait(TestContext.Current.CancellationToken);
        _go.Open();

        Assert.Equal(next.RunId, (await fleet.Completed()).RunId);
    }

    [Fact]
    public async Task A_message_that_is_no_step_lies_in_the_error_queue_and_the_next_one_runs()
    {
        var host = await broker.VirtualHostAsync();
        await using var fleet = await DoorFleet.Start(host);
        await fleet.Worker(worker => worker.Add<Agent>("agent"), _entered, _go);
        await fleet.Heard<WorkerHello>();
        await using (var connection = await new ConnectionFactory { Uri = host }.CreateConnectionAsync(TestContext.Current.CancellationToken))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            await channel.BasicPublishAsync(Queues.Step("agent", 1), "", "{not json"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        var node = await broker.NodeAsync();
        await Eventually.Async(
            "the message in the error queue",
            async () => (await node.QueueDepths(host.AbsolutePath[1..])).TryGetValue($"{Queues.Step("agent", 1)}_error", out var depth) && depth.Ready == 1);

        _go.Open();
        await fleet.Send("next");
        await fleet.Completed();
    }

    [Fact]
    public async Task An_outcome_waits_out_a_broker_that_is_away_and_the_worker_says_hello_again()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        await using var node = await RabbitNode.StartAsync();
        await using var fleet = await DoorFleet.Start(node.Uri);
        await fleet.Worker(worker => worker.Add<Agent>("agent"), _entered, _go);
        await fleet.Heard<WorkerHello>();
        var order = await fleet.Send("runs");
        await _entered.Wait(TestContext.Current.CancellationToken);

        await KillAsync(node);
        _go.Open();
        await node.StartAgainAsync();

        Assert.Equal(order.Nonce, (await fleet.Completed()).Nonce);
        await fleet.Heard<WorkerHello>();
    }

    [Fact]
    public async Task A_step_that_goes_on_does_not_keep_its_worker_from_coming_back_to_the_broker()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        await using var node = await RabbitNode.StartAsync();
        await using var fleet = await DoorFleet.Start(node.Uri);
        await fleet.Worker(worker => worker.Add<Agent>("agent"), _entered, _go);
        await fleet.Heard<WorkerHello>();
        var order = await fleet.Send("runs");
        await _entered.Wait(TestContext.Current.CancellationToken);

        await KillAsync(node);
        await node.StartAgainAsync();

        await fleet.Heard<WorkerHello>();
        _go.Open();
        Assert.Equal(order.Nonce, (await fleet.Completed()).Nonce);
    }

    /// <summary>As soon as it has written down that it has the queues: the worker says hello once it reads all of its own again.</summary>
    private static async Task KillAsync(RabbitNode node)
    {
        foreach (var queue in new[] { Queues.Step("agent", 1), Queues.Step("agent", 1, pinned: true), Queues.Run, Queues.Door }) await node.WritesDownAsync(queue);
        await node.KillAsync();
    }

    /// <summary>Once open, it stays open.</summary>
    internal sealed class Gate
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _open.TrySetResult();

        public Task Wait(CancellationToken token) => _open.Task.WaitAsync(token);
    }

    private sealed class Agent(Signal entered, Gate go) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public async Task<Next> Begin(StepContext<string> step, CancellationToken token)
        {
            entered.Set();
            await go.Wait(token);
            return Next.Complete(step.State);
        }
    }
}
