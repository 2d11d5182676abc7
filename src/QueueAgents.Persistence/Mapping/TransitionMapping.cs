using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Mapping;

internal static class TransitionMapping
{
    public static Transition ToRecord(this TransitionEntity row) => new()
    {
        RunId = row.RunId,
        Version = row.Version,
        From = row.FromState,
        To = row.ToState,
        Event = row.Event,
        Detail = row.Detail,
        Seq = row.Seq,
        Attempt = row.Attempt,
        Step = row.Step,
        Worker = row.Worker,
        By = row.DoneBy,
        CommandId = row.CommandId,
        TraceId = row.TraceId,
        At = row.At,
        Took = Micros.ToSpan(row.TookMicros),
        Usage = LoopMapping.UsageOf(row.Usage),
        StateVersion = row.StateVersion,
        ReverseDiff = row.ReverseDiff,
    };
}
