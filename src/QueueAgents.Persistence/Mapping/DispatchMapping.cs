using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Mapping;

internal static class DispatchMapping
{
    /// <summary>For people: the nonce stays in the database. // R3</summary>
    public static Dispatch WithoutNonce(this DispatchEntity row) => new()
    {
        RunId = row.RunId,
        Seq = row.Seq,
        Attempt = row.Attempt,
        Nonce = Guid.Empty,
        Kind = row.Kind,
        Step = row.Step,
        Input = new(row.Input),
        Arrival = row.Arrival,
        StateVersion = row.StateVersion,
        Queue = row.Queue,
        JoinFirst = row.JoinFirst,
        JoinCount = row.JoinCount,
        ChildRunId = row.ChildRunId,
        Request = LoopMapping.RequestOf(row.Request),
        Failures = row.Failures,
        Lost = row.Lost,
        Phase = row.Phase,
        DueAt = row.DueAt,
        Owner = row.Owner,
        CreatedAt = row.CreatedAt,
        EndedAt = row.EndedAt,
        Outcome = row.Outcome,
        Result = new(row.Result),
        Error = ErrorMapping.Of(row.ErrorType, row.ErrorMessage),
        Worker = row.Worker,
        Took = Micros.ToSpan(row.TookMicros),
    };
}
