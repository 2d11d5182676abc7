using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Store;

/// <summary>The fleet at one moment.</summary>
internal sealed record FleetSample
{
    /// <summary>Runs in each state that is not an end: Queued, Running, Waiting, Paused, Parked. A state without runs is not in it.</summary>
    public IReadOnlyDictionary<RunState, int> Runs { get; init; } = new Dictionary<RunState, int>();

    /// <summary>Steps no queue takes.</summary>
    public int Unserved { get; init; }

    /// <summary>When the first of the steps that wait for a worker is sent again: its queue-wait limit after it was sent.</summary>
    public DateTimeOffset? FirstSentDue { get; init; }

    /// <summary>Stored messages that are not confirmed yet, and when the first of them is due.</summary>
    public int Outbox { get; init; }
    public DateTimeOffset? FirstOutboxDue { get; init; }

    /// <summary>When the first open run wakes.</summary>
    public DateTimeOffset? FirstWake { get; init; }
}
