using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Sqlite.Wire;

namespace QueueAgents.Persistence.Sqlite.Rows;

internal static class SmallRows
{
    public static KeptSignal ReadSignal(Fields f) => new()
    {
        RunId = f.Guid(),
        No = f.Int(),
        Name = f.Text(),
        ClientKey = f.Text(),
        Body = f.Json(),
        At = f.Moment(),
        TakenAt = f.MaybeMoment(),
    };

    public static object?[] ForInsert(KeptSignal s) => [s.RunId, s.No, s.Name, s.ClientKey, s.Body, s.At, s.TakenAt];

    public static object?[] ForRecord(EffectRow e, DateTimeOffset at)
        => [e.RunId, e.Seq, e.Effect.Name, e.Attempt, e.Effect.Class, e.Effect.ArgsHash, at, e.Effect.Result];

    public static object?[] ForInsert(Guid runId, TranscriptItem i) => [runId, i.No, i.Seq, i.Kind, i.Body];

    public static object?[] ForWrite(MemoryRow m) => [m.Tenant, m.Agent, m.Subject, m.Key, m.Version, m.Value, m.ExpiresAt, m.RunId, m.Seq, m.UpdatedAt];

    public static OutboxRow ReadOutbox(Fields f) => new()
    {
        Id = f.Guid(),
        RunId = f.Guid(),
        Route = (Route)f.Int(),
        Type = f.Text(),
        Body = f.Json(),
        Trace = f.MaybeText(),
        DueAt = f.Moment(),
        Tries = f.Int(),
    };

    public static object?[] ForInsert(OutboxRow m) => [m.Id, m.RunId, m.Route, m.Type, m.Body, m.Trace, m.DueAt, m.Tries];
}
