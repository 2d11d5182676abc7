using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.Sqlite.Wire;

namespace QueueAgents.Persistence.Sqlite.Rows;

internal static class DispatchRows
{
    public static Dispatch Read(Fields f) => new()
    {
        RunId = f.Guid(),
        Seq = f.Int(),
        Attempt = f.Int(),
        Nonce = f.Guid(),
        Kind = (StepKind)f.Int(),
        Step = f.Text(),
        Input = f.Json(),
        Arrival = (Arrival)f.Int(),
        StateVersion = f.Int(),
        Queue = f.Text(),
        JoinFirst = f.Int(),
        JoinCount = f.Int(),
        ChildRunId = f.MaybeGuid(),
        Request = LoopMapping.RequestOf(f.MaybeText()),
        Failures = f.Int(),
        Lost = f.Int(),
        Phase = (DispatchPhase)f.Int(),
        DueAt = f.MaybeMoment(),
        Owner = f.MaybeText(),
        CreatedAt = f.Moment(),
        EndedAt = f.MaybeMoment(),
        Outcome = (DispatchOutcome?)f.MaybeInt(),
        Result = f.Json(),
        Error = ErrorMapping.Of(f.MaybeText(), f.MaybeText()),
        Worker = f.MaybeText(),
        Took = f.MaybeSpan(),
    };

    /// <summary>For <see cref="Sql.DispatchSql.Insert"/>.</summary>
    public static object?[] ForInsert(Dispatch row) =>
    [
        row.RunId, row.Seq, row.Attempt, row.Nonce, row.Kind, row.Step, row.Input, row.Arrival, row.StateVersion, row.Queue,
        row.JoinFirst, row.JoinCount, row.ChildRunId, LoopMapping.TextOf(row.Request), row.Failures, row.Lost, row.Phase, row.DueAt, row.Owner, row.CreatedAt,
        row.EndedAt, row.Outcome, row.Result, row.Error?.Type, row.Error?.Message, row.Worker, row.Took,
    ];

    /// <summary>For <see cref="Sql.DispatchSql.Update"/>.</summary>
    public static object?[] ForUpdate(Dispatch row) =>
    [
        row.RunId, row.Seq, row.Attempt, LoopMapping.TextOf(row.Request), row.Phase, row.DueAt, row.Owner, row.EndedAt, row.Outcome, row.Result, row.Error?.Type,
        row.Error?.Message, row.Worker, row.Took,
    ];
}
