using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Loads;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>Something that can be given a load and measured.</summary>
internal abstract class Contender : IAsyncDisposable
{
    public abstract string Name { get; }

    public abstract ILoad Load { get; }

    public virtual IReadOnlyList<MeasuredProcess> Servers => [];

    public virtual IReadOnlyList<MeasuredProcess> Workers => [];

    /// <summary>Null where it keeps nothing.</summary>
    public virtual FleetDatabase? Database => null;

    /// <summary>After a load: lets go of what would blur the next one's counters.</summary>
    public virtual void Rest()
    {
    }

    public abstract ValueTask DisposeAsync();
}
