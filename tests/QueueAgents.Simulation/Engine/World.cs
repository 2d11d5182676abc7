using System.Runtime.CompilerServices;
using QueueAgents.Contracts;
using QueueAgents.Simulation.Broker;
using QueueAgents.Simulation.Checks;
using QueueAgents.Simulation.Fleet;
using QueueAgents.Simulation.Mutations;
using QueueAgents.Simulation.Store;

namespace QueueAgents.Simulation.Engine;

/// <summary>Everything there is in one simulation.</summary>
internal sealed class World
{
    public World(ulong seed, bool verbose, Mutation mutation)
    {
        Trace = new Trace(verbose);
        Loop = new EventLoop(Trace);
        Dice = new Dice(seed);
        Mutation = mutation;
        Store = new MemoryStore(new DatabaseClock(Loop));
        Stores = mutation.Store(new Stores(Store, Store, Store, Store), Store);
        Broker = new BagBroker(this);
        Ledger = new Ledger(this);
        Watch = new Watch(this);
    }

    public EventLoop Loop { get; }
    public Dice Dice { get; }
    public Trace Trace { get; }
    public Mutation Mutation { get; }
    public MemoryStore Store { get; }
    public Stores Stores { get; }
    public BagBroker Broker { get; }
    public Ledger Ledger { get; }
    public Watch Watch { get; }
    public Faults Faults { get; set; } = Faults.None;
    public bool IsDatabaseUp { get; set; } = true;
    public List<Server> Servers { get; } = [];
    public List<Worker> Workers { get; } = [];

    /// <summary>Ids of events that reached their subscribers.</summary>
    public HashSet<Guid> Published { get; } = [];

    /// <summary>The first thing that did not hold.</summary>
    public string? Failure { get; private set; }

    public void Must(bool holds, string what)
    {
        if (!holds) Failure ??= what;
    }

    /// <summary>Something happened: it is counted, hashed, and told to whoever reads the trace.</summary>
    public void Say(string what, [InterpolatedStringHandlerArgument("")] ref WorldText text)
    {
        Trace.Add(what.Length + what[0] * 31);
        Watch.Count(what);
        if (Trace.IsVerbose) Trace.Say(Loop.Now, text.ToString());
    }

    public void Publish(object message, Guid id)
    {
        if (message is StepSuperseded superseded)
        {
            foreach (var worker in Workers) worker.Hear(superseded);
            return;
        }

        Watch.Published(message, id);
        Published.Add(id);
    }

    private sealed class DatabaseClock(EventLoop loop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => loop.Now;
    }
}
