using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

/// <summary>When a run must be looked at, whatever happens. // R9</summary>
internal static class Timers
{
    public static DateTimeOffset? WakeAt(RunFacts run) => run switch
    {
        { IsOpen: false } => null,
        { State: RunState.Waiting, Wait.Until: { } until } => run.Deadline < until ? run.Deadline : until,
        _ => run.Deadline,
    };
}
