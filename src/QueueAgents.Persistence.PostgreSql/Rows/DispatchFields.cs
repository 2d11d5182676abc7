using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql.Rows;

/// <summary>Reads <see cref="Sql.DispatchSql.Columns"/>, in that order.</summary>
internal static class DispatchFields
{
    public static Dispatch Read(ref Fields f) => new()
    {
        RunId = f.Of<Guid>(),
        Seq = f.Int(),
        Attempt = f.Int(),
        Nonce = f.Of<Guid>(),
        Kind = (StepKind)f.Short(),
        Step = f.Text(),
        Input = f.Json(),
        Arrival = (Arrival)f.Short(),
        StateVersion = f.Int(),
        Queue = f.Text(),
        JoinFirst = f.Int(),
        JoinCount = f.Int(),
        ChildRunId = f.Maybe<Guid>(),
        Request = LoopMapping.RequestOf(f.MaybeText()),
        Failures = f.Int(),
        Lost = f.Int(),
        Phase = (DispatchPhase)f.Short(),
        DueAt = f.Maybe<DateTimeOffset>(),
        Owner = f.MaybeText(),
        CreatedAt = f.Of<DateTimeOffset>(),
        EndedAt = f.Maybe<DateTimeOffset>(),
        Outcome = (DispatchOutcome?)f.Maybe<short>(),
        Result = f.Json(),
        Error = ErrorMapping.Of(f.MaybeText(), f.MaybeText()),
        Worker = f.MaybeText(),
        Took = Micros.ToSpan(f.Maybe<long>()),
    };
}
