using QueueAgents.Contracts;
using QueueAgents.Simulation.Broker;
using QueueAgents.Simulation.Engine;
using QueueAgents.Transport;

namespace QueueAgents.Simulation.Fleet;

/// <summary>A worker that keeps to the protocol, dies, stands still, and comes again under another name.</summary>
internal sealed class Worker(World world, string name, IReadOnlyList<ServedAgent> agents) : IConsumer
{
    private const int Slots = 4;
    private readonly List<WorkerStep> steps = [];
    private Life life = null!;
    private int lives;
    private bool connected;
    private int held;

    public World World => world;

    public Life Life => life;

    public string Instance { get; private set; } = "";

    public bool IsReady => !life.IsOver && !life.IsStalled && connected && held < Slots;

    public int VersionOf(string agent) => agents.First(a => a.Name == agent).StateVersion;

    public void Start()
    {
        life = new Life(world, name, Died);
        Instance = $"{name}-{++lives}";
        steps.Clear();
        held = 0;
        world.Say("worker start", $"{Instance} starts");
        EventLoop.Start(() => ConnectAsync(life));
        EventLoop.Start(() => BeatAsync(life));
    }

    public void Kill() => life.End();

    /// <summary>Nothing of it moves for longer than its lease; sooner or later the broker gives its messages to others.</summary>
    public void Stall()
    {
        var time = world.Dice.Seconds(20, 120);
        world.Say("stall", $"{Instance} stands still for {(int)time.TotalSeconds} s");
        life.Stall(time);
        var stalled = life;
        world.Loop.After(time * 0.7, () =>
        {
            if (stalled.IsOver || world.Dice.Roll(2) == 0) return;
            Disconnect();
        });
    }

    public void Disconnect()
    {
        connected = false;
        held = 0;
        world.Broker.Drop(this);
        EventLoop.Start(() => ConnectAsync(life));
    }

    public void Receive(Handed handed)
    {
        held++;
        var step = new WorkerStep(this, (ExecuteStep)handed.Mail.Body, handed);
        steps.Add(step);
        EventLoop.Start(step.RunAsync);
    }

    /// <summary>Takes a step that comes with an answer, or after it; in another life nobody waits for it. False where there is no place.</summary>
    public Func<Mail, bool> GoesOn()
    {
        var (born, sent) = (life, world.Loop.Now);
        return mail =>
        {
            if (born.IsOver || !connected) return true;
            if (world.Loop.Now - sent >= Handing.TakenWithin)
            {
                world.Say("handover late", $"{Instance} no longer takes {mail.Body}");
                return true;
            }

            if (held >= Slots) return false;
            Receive(Handed.ByNobody(world.Broker, mail, this));
            return true;
        };
    }

    /// <summary>The delivery is let go: there is room for another.</summary>
    public void Released() => held = Math.Max(0, held - 1);

    public void Finished(WorkerStep step)
    {
        steps.Remove(step);
        world.Broker.Kick(this);
    }

    public void Hear(StepSuperseded superseded)
    {
        if (world.Dice.Chance(world.Faults.Lose)) return;
        foreach (var step in steps)
            if (step.Order.RunId == superseded.RunId && (superseded.Seq == 0 || (step.Order.Seq == superseded.Seq && step.Order.Attempt == superseded.Attempt))) step.Supersede();
    }

    /// <summary>Sends to a queue of the servers; false where it is not known to have arrived.</summary>
    public async Task<bool> SendAsync(string queue, object body)
    {
        await life.PassAsync(body.GetType().Name);
        if (!connected || !world.Broker.IsUp) return false;
        if (!world.Dice.Chance(world.Faults.Timeout)) return world.Broker.Put(queue, body, world.Dice.Id());
        if (world.Dice.Roll(2) == 0) world.Broker.Put(queue, body, world.Dice.Id());
        await life.DelayAsync(TimeSpan.FromSeconds(10));
        return false;
    }

    /// <summary>Asks the door; null where no answer came in time.</summary>
    public async Task<object?> AskAsync(object ask)
    {
        await life.PassAsync(ask.GetType().Name);
        var servers = world.Servers.FindAll(s => s.IsReady);
        var answer = new TaskCompletionSource<object?>();
        if (connected && world.Broker.IsUp && servers.Count > 0 && !world.Dice.Chance(world.Faults.Timeout))
        {
            var server = world.Dice.Pick(servers);
            EventLoop.Start(async () =>
            {
                var said = await server.AskAsync(ask);
                // An answer can be lost, too: what was claimed stays claimed.
                if (said is not null && !world.Dice.Chance(world.Faults.Timeout)) answer.TrySetResult(said);
            });
        }

        world.Loop.After(TimeSpan.FromSeconds(10), () => answer.TrySetResult(null));
        var came = await answer.Task;
        await life.PassAsync("Answer");
        return came;
    }

    private void Died()
    {
        connected = false;
        world.Broker.Drop(this);
        world.Loop.After(world.Dice.Seconds(0.5, 20), Start);
    }

    private async Task ConnectAsync(Life born)
    {
        await born.DelayAsync(world.Dice.Seconds(0.1, 6));
        while (!world.Broker.IsUp) await born.DelayAsync(TimeSpan.FromSeconds(1));
        if (connected) return;
        connected = true;
        foreach (var agent in agents)
        {
            for (var version = agent.ReadsFrom; version <= agent.StateVersion; version++) world.Broker.Consume(Queues.Step(agent.Name, version), this);
            world.Broker.Consume(Queues.Step(agent.Name, agent.StateVersion, pinned: true), this);
        }

        while (!await SendAsync(Queues.Door, new WorkerHello { Instance = Instance, Agents = agents })) await born.DelayAsync(TimeSpan.FromSeconds(1));
    }

    private async Task BeatAsync(Life born)
    {
        for (var round = 1; ; round++)
        {
            await born.DelayAsync(TimeSpan.FromSeconds(10));
            if (!connected) continue;
            if (world.Dice.Chance(world.Faults.Stall)) Stall();
            HeldStep[] holds = [.. steps.Where(s => s.IsClaimed).Select(s => new HeldStep(s.Order.RunId, s.Order.Seq, s.Order.Attempt, s.Order.Nonce))];
            await SendAsync(Queues.Door, new WorkerBeat { Instance = Instance, InFlight = steps.Count, Holds = holds });
            if (round % 3 == 0) await SendAsync(Queues.Door, new WorkerHello { Instance = Instance, Agents = agents });
        }
    }
}
