using System.Threading.Channels;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;
using QueueAgents.Transport;
using Xunit;

namespace QueueAgents.Integration.Worker;

/// <summary>Which way an outcome goes. It comes straight where it says where its worker waits.</summary>
public sealed class StraightOutcomeTests(Broker broker)
{
    [Fact]
    public async Task The_outcome_of_a_short_step_goes_straight_to_the_server_that_sent_it()
    {
        bool? straight = null;
        await using var fleet = await DoorFleet.Start(await broker.VirtualHostAsync(), arrived =>
        {
            straight = arrived.From is not null;
            return Task.CompletedTask;
        });
        await fleet.Worker(worker => worker.Add<Tea>("agent"));
        await fleet.Heard<WorkerHello>();

        await Eventually.Async("an outcome to come straight", async () => // The first finds the way back closed.
        {
            var order = await fleet.Send("tea");
            Assert.Equal(order.RunId, (await fleet.Completed()).RunId);
            return straight == true;
        });
    }

    [Fact]
    public async Task R9_The_outcome_of_a_long_step_goes_by_its_queue_because_nothing_else_would_still_know_of_it()
    {
        List<bool> straight = [];
        await using var fleet = await DoorFleet.Start(await broker.VirtualHostAsync(), arrived =>
        {
            straight.Add(arrived.From is not null);
            return Task.CompletedTask;
        });
        await fleet.Worker(worker => worker.Add<Tea>("agent").Configure(options => options.HoldLimit = TimeSpan.FromSeconds(30)));
        await fleet.Heard<WorkerHello>();

        for (var i = 0; i < 5; i++)
        {
            await fleet.Send("tea");
            await fleet.Completed();
        }

        Assert.Equal([false, false, false, false, false], straight);
    }

    [Fact]
    public async Task R9_The_broker_keeps_the_step_until_its_outcome_is_taken()
    {
        var host = await broker.VirtualHostAsync();
        var node = await broker.NodeAsync();
        var (came, go) = (Channel.CreateUnbounded<bool>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var fleet = await DoorFleet.Start(host, async arrived =>
        {
            came.Writer.TryWrite(arrived.From is not null);
            if (arrived.From is not null) await go.Task;
        });
        await fleet.Worker(worker => worker.Add<Tea>("agent").Configure(options => options.SendTimeout = TimeSpan.FromMinutes(1)));
        await fleet.Heard<WorkerHello>();
        await Eventually.Async("an outcome to come straight", async () =>
        {
            await fleet.Send("tea");
            return await came.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        });

        await Eventually.Async("the broker to say that it keeps the step", async () => (await node.QueueDepths(host.AbsolutePath[1..]))[Queues.Step("agent", 1)].Unacked == 1);
        go.SetResult();
        await Eventually.Async("the step to be gone", async () => (await node.QueueDepths(host.AbsolutePath[1..]))[Queues.Step("agent", 1)] is { Ready: 0, Unacked: 0 });
    }

    [Fact]
    public async Task A_worker_goes_on_with_the_step_that_comes_with_the_answer()
    {
        var (rooms, given) = (new List<string?>(), default(ExecuteStep));
        await using var fleet = await DoorFleet.Start(
            await broker.VirtualHostAsync(),
            _ => Task.CompletedTask,
            arrived =>
            {
                if (arrived is not { Follow: not null, Message: { Room: { } room, Completed: { } done } } || given is not null) return null;
                rooms.Add(room);
                given = new ExecuteStep
                {
                    RunId = done.RunId, Seq = 2, Attempt = 1, Nonce = Guid.NewGuid(), Agent = "agent", StateVersion = 1,
                    Step = "Begin", Kind = StepKind.Sequential, State = done.State,
                };
                return new StepMessage { Id = Guid.NewGuid(), Execute = given };
            });
        await fleet.Worker(worker => worker.Add<Tea>("agent"));
        await fleet.Heard<WorkerHello>();

        await Eventually.Async("an outcome to come straight", async () =>
        {
            if (given is null) await fleet.Send("tea");
            return given is not null;
        });

        StepCompleted second;
        do second = await fleet.Completed();
        while (second.Seq == 1); // Of another run: it had been sent before the first answer was known.
        Assert.Equal((given!.RunId, 2, given.Nonce), (second.RunId, second.Seq, second.Nonce));
        Assert.Equal([Queues.Step("agent", 1)], rooms);
    }

    private sealed class Tea : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public Next Begin(StepContext<string> step) => Next.Complete("tea");
    }
}
