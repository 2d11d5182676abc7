using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Simulation.Engine;

namespace QueueAgents.Simulation.Fleet;

/// <summary>Whoever is outside: submits runs until somebody acknowledges them, and orders this and that meanwhile.</summary>
internal sealed class Client(World world)
{
    private readonly Life life = new(world, "client", () => { });

    /// <summary>Submissions nobody has answered yet.</summary>
    public int Pending { get; private set; }

    public async Task SubmitAsync(SubmitRun submit)
    {
        Pending++;
        await life.DelayAsync(world.Dice.Seconds(0, 20));
        if (world.Dice.Roll(3) == 0) await PublishAsync(submit);
        while (true)
        {
            var reply = await OrderAsync(submit.RunId, submit, world.Dice.Id());
            if (reply is RunAccepted) world.Watch.Acknowledged.Add(submit.RunId);
            if (reply is not null) break;
            await life.DelayAsync(world.Dice.Seconds(1, 10));
        }

        Pending--;
    }

    /// <summary>One order to one run, over the bus or over HTTP, perhaps twice.</summary>
    public async Task MeddleAsync()
    {
        var runs = world.Store.All.Select(r => r.Facts).ToList();
        if (runs.Count == 0) return;
        var run = world.Dice.Pick(runs);
        await MeddleAsync(run, world.Dice.Roll(12) switch
        {
            _ when run.State is RunState.Failed or RunState.Parked && world.Dice.Roll(2) == 0 => new RetryRun { RunId = run.RunId },
            0 => new CancelRun { RunId = run.RunId },
            1 or 2 => new PauseRun { RunId = run.RunId },
            3 or 4 => new ResumeRun { RunId = run.RunId },
            5 or 6 => new SignalRun { RunId = run.RunId, Name = "go", ClientKey = world.Dice.Roll(2) == 0 ? $"key-{world.Dice.Roll(3)}" : null },
            7 or 8 => Answer(run),
            9 or 10 => new RetryRun { RunId = run.RunId },
            _ => new StepCompleted { RunId = run.RunId, Seq = run.Seq, Attempt = 1, Nonce = world.Dice.Id(), GivenVersion = run.StateVersion, Worker = "forger", State = Json.Of(1) },
        });
    }

    /// <summary>What a helpful person does once all is well: nothing waits for long.</summary>
    public async Task HelpAsync()
    {
        while (true)
        {
            await life.DelayAsync(TimeSpan.FromSeconds(15));
            foreach (var run in world.Store.All.Select(r => r.Facts).ToList())
            {
                if (run.State == RunState.Paused) await OrderAsync(run.RunId, new ResumeRun { RunId = run.RunId }, world.Dice.Id());
                else if (run is { State: RunState.Waiting, Wait: { Kind: WaitKind.Answer } wait }) await OrderAsync(run.RunId, new AnswerRun { RunId = run.RunId, RequestId = wait.RequestId!.Value }, world.Dice.Id());
                else if (run.Loop is { Asked: > 0 }) await OrderAsync(run.RunId, Answer(run), world.Dice.Id());
                else if (run is { State: RunState.Waiting, Wait.Kind: WaitKind.Signal }) await OrderAsync(run.RunId, new SignalRun { RunId = run.RunId, Name = "go" }, world.Dice.Id());
            }
        }
    }

    /// <summary>To what the run asks, in one way or another; sometimes to nothing it asks.</summary>
    private AnswerRun Answer(RunFacts run)
    {
        var asked = world.Store[run.RunId]!.Rows.Where(r => r.Request is not null).Select(r => r.Request!).ToList();
        if (asked.Count == 0) return new AnswerRun { RunId = run.RunId, RequestId = run.Wait?.RequestId ?? world.Dice.Id() };
        var request = world.Dice.Roll(3) == 0 ? world.Dice.Pick(asked) : asked.FindLast(r => r.Answer is null) ?? asked[^1];
        return new AnswerRun
        {
            RunId = run.RunId, RequestId = request.Id, Body = Json.Of("this one"), By = "ada",
            Approve = world.Dice.Roll(3) > 0, Hash = world.Dice.Roll(8) == 0 ? "forged" : request.Hash,
        };
    }

    private async Task MeddleAsync(RunFacts run, object order)
    {
        world.Say("order", $"client orders {order}");
        var id = world.Dice.Id();
        if (order is StepCompleted || world.Dice.Roll(2) == 0)
        {
            await PublishAsync(order, id);
            if (world.Dice.Roll(3) == 0) await PublishAsync(order, id);
            return;
        }

        var reply = order switch
        {
            CancelRun m => await OrderAsync(run.RunId, m, id),
            PauseRun m => await OrderAsync(run.RunId, m, id),
            ResumeRun m => await OrderAsync(run.RunId, m, id),
            SignalRun m => await OrderAsync(run.RunId, m, id),
            AnswerRun m => await OrderAsync(run.RunId, m, id),
            RetryRun m => await OrderAsync(run.RunId, m, id),
            _ => null,
        };
        if (order is CancelRun && reply is RunAccepted) world.Watch.Cancelled.Add(run.RunId);
    }

    private async Task PublishAsync(object message, Guid? id = null)
    {
        await life.DelayAsync(world.Dice.Seconds(0, 0.1));
        if (world.Broker.IsUp) world.Broker.Put(message is StepCompleted ? Queues.Run : Queues.Control, message, id ?? world.Dice.Id());
    }

    /// <summary>Over HTTP to any server that is up; null where no answer came.</summary>
    private async Task<object?> OrderAsync<T>(Guid runId, T message, Guid id) where T : class
    {
        var servers = world.Servers.FindAll(s => s.IsUp);
        var answer = new TaskCompletionSource<object?>();
        if (servers.Count > 0)
        {
            var server = world.Dice.Pick(servers);
            EventLoop.Start(async () =>
            {
                try
                {
                    answer.TrySetResult((await server.OrderAsync(runId, message, id)).Reply);
                }
                catch (InvalidOperationException)
                {
                    answer.TrySetResult(null);
                }
            });
        }

        world.Loop.After(TimeSpan.FromSeconds(15), () => answer.TrySetResult(null));
        var came = await answer.Task;
        await life.DelayAsync(TimeSpan.Zero);
        return came;
    }
}
