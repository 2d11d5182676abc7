using QueueAgents.Contracts;

namespace QueueAgents.TestFleet;

/// <summary>One call of the outside world, as the world saw it. Its key is the effect key the fleet handed out.</summary>
public sealed record LedgerCall(string Key, EffectClass Class, Guid Run, int Seq, int Attempt, int Pid)
{
    /// <summary>The ledger's own clock.</summary>
    public DateTimeOffset At { get; init; }
}
