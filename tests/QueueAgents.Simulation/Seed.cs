using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Simulation.Engine;
using QueueAgents.Simulation.Fleet;
using QueueAgents.Simulation.Mutations;
using QueueAgents.Simulation.Store;

namespace QueueAgents.Simulation;

/// <summary>One seed: first anything may go wrong, then nothing more does, and everything must come to its end.</summary>
internal sealed class Seed(ulong seed, Mutation? mutation = null, bool verbose = false)
{
    /// <summary>How long the fleet has to come to rest. The longest back-off of a stored message is ten minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private readonly World world = new(seed, verbose, mutation ?? Mutation.None);

    public ulong Hash => world.Trace.Hash;

    public World World => world;

    public IEnumerable<string> Trace => world.Trace.Tail;

    /// <summary>What did not hold; null where all held.</summary>
    public string? Run()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(world.Loop);
        try
        {
            var client = new Client(world);
            var nemesis = new Nemesis(world);
            var end = Chaos(client, nemesis);
            world.Loop.RunUntil(end, () => world.Failure is not null);
            nemesis.Rest();
            EventLoop.Start(client.HelpAsync);
            var atRest = world.Loop.RunUntil(end + Patience, Every(TimeSpan.FromSeconds(5), () => world.Failure is not null || IsAtRest(client)));
            if (world.Failure is null && !atRest) return $"liveness: {Unrest(client)}";
            world.Watch.Whole();
            return world.Failure;
        }
        catch (RefusedChangeException refused)
        {
            return refused.Message;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private DateTimeOffset Chaos(Client client, Nemesis nemesis)
    {
        var scenario = Scenario.Of(world);
        world.Faults = scenario.Faults;
        Scenario.Populate(world);
        foreach (var run in scenario.Runs) EventLoop.Start(() => client.SubmitAsync(run));
        for (var i = 0; i < scenario.Orders; i++) world.Loop.After(world.Dice.Seconds(1, scenario.Chaos.TotalSeconds), () => EventLoop.Start(client.MeddleAsync));
        for (var i = 0; i < scenario.Strikes; i++) world.Loop.After(world.Dice.Seconds(1, scenario.Chaos.TotalSeconds), nemesis.Strike);
        for (var at = 5; at < scenario.Chaos.TotalSeconds; at += 5) world.Loop.After(TimeSpan.FromSeconds(at), world.Watch.Whole);
        return world.Loop.Now + scenario.Chaos;
    }

    private bool IsAtRest(Client client) => client.Pending == 0 && world.Store.Outbox.Count == 0 && world.Store.All.All(IsAtRest);

    /// <summary>It has ended, nobody serves it, or it waits for a child that waits for a person.</summary>
    private bool IsAtRest(MemoryRun run) => run.Facts switch
    {
        { IsOpen: false } or { State: RunState.Queued, Agent: Script.Nobody } => true,
        { Group.Kind: StepKind.Child } or { State: RunState.Waiting, Loop: { Children: > 0, Asked: 0 } } => run.OpenRows.Where(r => r.Phase == DispatchPhase.Child).All(r => world.Store[r.ChildRunId!.Value] is { } child
            && (child.Facts.State == RunState.Parked || (child.Facts.IsOpen && IsAtRest(child)))),
        _ => false,
    };

    private string Unrest(Client client)
    {
        var open = world.Store.All.Where(r => !IsAtRest(r)).Select(r
            => $"run {r.Facts.RunId:N} is {r.Facts.State} at {r.Facts.Step ?? r.Facts.Wait?.Kind.ToString()} with {string.Join("; ", r.OpenRows.Select(o => $"{o.Seq}/{o.Attempt} {o.Phase} due {o.DueAt:T}"))}");
        return $"after {Patience.TotalMinutes} minutes of peace {client.Pending} submissions are unanswered, {world.Store.Outbox.Count} messages unsent; {string.Join(", ", open)}";
    }

    private Func<bool> Every(TimeSpan pause, Func<bool> reached)
    {
        var next = world.Loop.Now;
        return () =>
        {
            if (world.Failure is not null) return true;
            if (world.Loop.Now < next) return false;
            next = world.Loop.Now + pause;
            return reached();
        };
    }
}
