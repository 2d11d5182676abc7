using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

/// <summary>When a run must be looked at, whatever happens. // R9</summary>
internal static class Timers
{
    public static DateTimeOffset? WakeAt(RunFacts run) => run switch
    {
        { IsOpen: false } => null,
        { State: RunState.Waiting, Wait.Until: { } until } => Earlier(until, End(run)),
        _ => End(run),
    };

    private static DateTimeOffset? End(RunFacts run) => Earlier(run.Deadline, run.Loop?.Until);

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
