using System.Text.Json;
using System.Text.Json.Serialization;

namespace QueueAgents.Contracts;

/// <summary>Where a run is. In JSON it is its name, whatever the options of whoever reads or writes it.</summary>
[JsonConverter(typeof(RunStateName))]
public enum RunState
{
    // The numbers are stored: append only.

    /// <summary>There is no such run yet. Never stored.</summary>
    None = 0,

    /// <summary>Accepted; nothing dispatched yet, because no worker has announced the agent.</summary>
    Queued = 1,

    /// <summary>At least one step is dispatched and not answered.</summary>
    Running = 2,

    /// <summary>Waits for a signal, an answer, a timer or children.</summary>
    Waiting = 3,

    /// <summary>An operator holds it: outcomes are accepted, nothing is dispatched, deadlines go on.</summary>
    Paused = 4,

    /// <summary>Cannot go on without a person. Leaves only by <see cref="RetryRun"/>.</summary>
    Parked = 5,

    /// <summary>Finished with a result. Never changes again.</summary>
    Completed = 6,

    /// <summary>Finished with an error. Leaves only by <see cref="RetryRun"/>.</summary>
    Failed = 7,

    /// <summary>Cancelled. Never changes again.</summary>
    Cancelled = 8,
}

internal sealed class RunStateName() : JsonStringEnumConverter<RunState>(JsonNamingPolicy.CamelCase);
