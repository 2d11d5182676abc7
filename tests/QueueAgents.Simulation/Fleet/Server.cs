using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Door;
using QueueAgents.Orchestration.Recovery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Workers;
using QueueAgents.Simulation.Broker;
using QueueAgents.Simulation.Engine;
using QueueAgents.Transport;

namespace QueueAgents.Simulation.Fleet;

/// <summary>A server that dies and is started again. Each life is put together from the production parts.</summary>
internal sealed class Server(World world, string name) : IConsumer
{
    private static readonly RunMachine Machine = new();
    private static readonly string[] Queues = [Contracts.Queues.Run, Contracts.Queues.Control, Contracts.Queues.Door];
    private bool connected;
    private bool knowsTheTime;
    private Life life = null!;
    private Parts parts = null!;

    public bool IsUp => !life.IsOver && knowsTheTime;

    public bool IsReady => !life.IsOver && connected;

    public void Kill() => life.End();

    public void Start()
    {
        life = new Life(world, name, Died);
        knowsTheTime = false;
        var born = life;
        parts = Assemble(born);
        world.Say("server start", $"{name} starts");
        EventLoop.Start(() => BeginAsync(born, parts));
    }

    public void Disconnect()
    {
        connected = false;
        world.Broker.Drop(this);
        parts.Loss.Away();
        EventLoop.Start(() => ConnectAsync(life, parts));
    }

    public void Receive(Handed handed) => EventLoop.Start(() => TakeAsync(handed, parts));

    /// <summary>As over HTTP: answered after the commit, or never.</summary>
    public Task<Decision> OrderAsync<T>(Guid runId, T message, Guid id) where T : class => parts.Pump.DeliverAsync(runId, message, new Cause(id), CancellationToken.None);

    /// <summary>A question to the door; null where the server died over it or could not answer.</summary>
    public async Task<object?> AskAsync(object ask)
    {
        var door = parts.Door;
        try
        {
            return ask switch
            {
                ClaimStep m => await door.AnswerAsync(m, CancellationToken.None),
                ClaimEffect m => await door.AnswerAsync(m, CancellationToken.None),
                RecordEffect m => await door.AnswerAsync(m, CancellationToken.None),
                ReadPayload m => await door.AnswerAsync(m, CancellationToken.None),
                WritePayload m => await door.AnswerAsync(m, CancellationToken.None),
                ReadTranscript m => await door.AnswerAsync(m, CancellationToken.None),
                ReadResults m => await door.AnswerAsync(m, CancellationToken.None),
                _ => throw new InvalidOperationException($"Nobody answers {ask.GetType().Name}."),
            };
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private void Died()
    {
        connected = false;
        world.Broker.Drop(this);
        world.Loop.After(world.Dice.Seconds(0.5, 25), Start);
    }

    private Parts Assemble(Life born)
    {
        var time = new LifeTime(world.Loop, born, TimeSpan.FromMinutes(world.Dice.Between(-5, 5)));
        var store = new FaultyStore(world, born, world.Stores);
        var bus = new ServerBus(world, born, () => connected);
        var clock = new FleetClock(time);
        var pump = new Pump(world, born);
        var deliverer = world.Mutation.Deliverer(pump, world.Store);
        var workers = new WorkerDirectory(store, store, clock, NullLogger<WorkerDirectory>.Instance);
        var confirmations = new Confirmations(store, clock, new QueueWait(TimeSpan.FromMinutes(2)));
        var cascade = new Cascade(store, deliverer);
        var pace = new StepPace();
        var sender = new Sender(bus, deliverer, confirmations, store, cascade, pace, clock, Scenario.Limits, NullLogger<Sender>.Instance);
        var handovers = new Handovers(pace, sender, Scenario.Limits, time);
        var moments = new MomentSource(clock, Scenario.Limits, workers.Served, world.Dice.Id);
        pump.Commit = new GroupCommit(store, new KnownRuns(64 << 20), Machine, moments, clock, new AfterCommit(sender, handovers, confirmations, pace, new SendStop()), time, NullLogger<GroupCommit>.Instance);
        return new Parts(
            deliverer, clock, store, workers, confirmations, handovers,
            new Relay(store, sender, deliverer, clock, NullLogger<Relay>.Instance),
            new Timekeeper(store, deliverer, workers, clock, NullLogger<Timekeeper>.Instance),
            new BrokerLoss(bus, store, confirmations, clock, NullLogger<BrokerLoss>.Instance),
            new DoorKeeper(store, clock, Scenario.Limits, new LeaseTime(TimeSpan.FromSeconds(30))));
    }

    private async Task BeginAsync(Life born, Parts its)
    {
        await TryAsync(born, () => new ClockSetter(its.Store, its.Clock).StartAsync(CancellationToken.None));
        knowsTheTime = true;
        var round = 0;
        EventLoop.Start(() => ConnectAsync(born, its));
        EventLoop.Start(() => RepeatAsync(born, 2, its.Relay.RunOnceAsync));
        EventLoop.Start(() => RepeatAsync(born, 2, its.Timekeeper.RunOnceAsync));
        EventLoop.Start(() => RepeatAsync(born, 2, async ct =>
        {
            await its.Confirmations.FlushAsync(steps: ++round % 4 == 0, ct);
            return false;
        }));
        EventLoop.Start(() => RepeatAsync(born, 1, async ct =>
        {
            await its.Handovers.SendOverdueAsync(ct);
            return false;
        }));
        EventLoop.Start(() => RepeatAsync(born, 8, async ct =>
        {
            await its.Workers.RefreshAsync(ct);
            return false;
        }));
    }

    /// <summary>As the production loops do: a stumble is tried again later.</summary>
    private async Task RepeatAsync(Life born, int seconds, Func<CancellationToken, Task<bool>> duty)
    {
        while (true)
        {
            await TryOnceAsync(() => duty(CancellationToken.None));
            await born.DelayAsync(world.Dice.Seconds(seconds, seconds * 2));
        }
    }

    private async Task ConnectAsync(Life born, Parts its)
    {
        await born.DelayAsync(world.Dice.Seconds(0.1, 6));
        while (!world.Broker.IsUp) await born.DelayAsync(TimeSpan.FromSeconds(1));
        if (connected) return;
        connected = true;
        foreach (var queue in Queues) world.Broker.Consume(queue, this);
        await TryAsync(born, () => its.Loss.CheckAsync(CancellationToken.None));
    }

    private static async Task TryAsync(Life born, Func<Task> duty)
    {
        while (!await TryOnceAsync(duty)) await born.DelayAsync(TimeSpan.FromSeconds(1));
    }

    private static async Task<bool> TryOnceAsync(Func<Task> duty)
    {
        try
        {
            await duty();
            return true;
        }
        catch (Exception stumble) when (stumble is TimeoutException or IOException)
        {
            return false;
        }
    }

    private async Task TakeAsync(Handed handed, Parts its)
    {
        if (await TryOnceAsync(() => ApplyAsync(handed.Mail, its))) handed.Acknowledge();
        else handed.Return();
    }

    private async Task ApplyAsync(Mail mail, Parts its)
    {
        var cause = new Cause(mail.Id);
        var none = CancellationToken.None;
        switch (mail.Body)
        {
            case WorkerHello hello: await its.Workers.HelloAsync(hello, none); break;
            case WorkerBeat beat:
                await its.Workers.BeatAsync(beat, none);
                foreach (var held in await its.Door.ExtendAsync(beat, none)) world.Publish(new StepSuperseded { RunId = held.RunId, Seq = held.Seq, Attempt = held.Attempt }, mail.Id);
                break;
            case Outcome outcome: await AnswerAsync(outcome, cause, its); break;
            case StepCompleted or StepFailed: await DecideAsync(mail.Body, cause, its); break;
            case SubmitRun m: await its.Pump.DeliverAsync(m.RunId, m, cause, none); break;
            case CancelRun m: await its.Pump.DeliverAsync(m.RunId, m, cause, none); break;
            case PauseRun m: await its.Pump.DeliverAsync(m.RunId, m, cause, none); break;
            case ResumeRun m: await its.Pump.DeliverAsync(m.RunId, m, cause, none); break;
            case SignalRun m: await its.Pump.DeliverAsync(m.RunId, m, cause, none); break;
            case AnswerRun m: await its.Pump.DeliverAsync(m.RunId, m, cause, none); break;
            case RetryRun m: await its.Pump.DeliverAsync(m.RunId, m, cause, none); break;
            default: throw new InvalidOperationException($"Nobody takes {mail.Body.GetType().Name}.");
        }
    }

    private async Task DecideAsync(object outcome, Cause cause, Parts its)
    {
        if (outcome is StepCompleted m)
        {
            its.Handovers.Answered(new AttemptId(m.RunId, m.Seq, m.Attempt), m.Nonce);
            world.Watch.Decided(m, await its.Pump.DeliverAsync(m.RunId, m, cause, CancellationToken.None));
        }
        else if (outcome is StepFailed f)
        {
            its.Handovers.Answered(new AttemptId(f.RunId, f.Seq, f.Attempt), f.Nonce);
            world.Watch.Decided(f, await its.Pump.DeliverAsync(f.RunId, f, cause, CancellationToken.None));
        }
    }

    /// <summary>The answer may be lost, with the step that comes with it, or take its time.</summary>
    private async Task AnswerAsync(Outcome outcome, Cause cause, Parts its)
    {
        var offer = new Offer(outcome.Room, outcome.Worker, outcome.Body is StepCompleted ? step =>
        {
            if (!connected) return false;
            Hand(outcome, step, "after an answer", its);
            return true;
        } : null);
        await DecideAsync(outcome.Body, cause with { Offer = offer }, its);
        if (offer.Taken is { } taken) Hand(outcome, taken, "with an answer", its);
    }

    private void Hand(Outcome outcome, StepMessage message, string how, Parts its)
    {
        var step = message.Execute!;
        world.Watch.Sent(step);
        if (world.Dice.Roll(20) == 0)
        {
            world.Say("handover lost", $"{name}: step {step.RunId} {step.Seq}/{step.Attempt}, which went {how}, is lost");
            return;
        }

        world.Say($"handed over {how}", $"{name} hands over step {step.RunId} {step.Seq}/{step.Attempt} {how}");
        world.Loop.After(world.Dice.Roll(8) == 0 ? world.Dice.Seconds(0, 8) : world.Dice.Seconds(0, 0.1), () =>
        {
            if (outcome.Next(new Mail(message.Id, step, false)) || world.Dice.Roll(4) == 0) return;
            world.Say("handed back", $"{outcome.Worker} gives back step {step.RunId} {step.Seq}/{step.Attempt}");
            world.Loop.After(world.Dice.Seconds(0, 3), () => EventLoop.Start(() => TryOnceAsync(() => its.Handovers.ReturnedAsync(new AttemptId(step.RunId, step.Seq, step.Attempt), step.Nonce, CancellationToken.None))));
        });
    }

    private sealed record Parts(
        IDeliverer Pump, FleetClock Clock, FaultyStore Store, WorkerDirectory Workers, Confirmations Confirmations, Handovers Handovers, Relay Relay, Timekeeper Timekeeper, BrokerLoss Loss, DoorKeeper Door);
}
