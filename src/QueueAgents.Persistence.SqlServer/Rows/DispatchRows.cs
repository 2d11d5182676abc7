using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.SqlServer.Wire;
using QueueAgents.Persistence.Tables;

namespace QueueAgents.Persistence.SqlServer.Rows;

/// <summary>Attempts of steps.</summary>
internal static class DispatchRows
{
    public static readonly JsonTable<Dispatch> New = Ending(Phase(Key(new JsonTable<Dispatch>())
        .Id("nonce", d => d.Nonce)
        .Short("kind", d => (short)d.Kind)
        .Text("step", d => d.Step)
        .Text("input", d => d.Input.Text)
        .Short("arrival", d => (short)d.Arrival)
        .Int("state_version", d => d.StateVersion)
        .Key("queue", Lengths.Queue, d => d.Queue)
        .Int("join_first", d => d.JoinFirst)
        .Int("join_count", d => d.JoinCount)
        .Id("child_run_id", d => d.ChildRunId)
        .Text("request", d => LoopMapping.TextOf(d.Request))
        .Int("failures", d => d.Failures)
        .Int("lost", d => d.Lost))
        .Moment("created_at", d => d.CreatedAt));

    public static readonly JsonTable<Dispatch> Changed = Ending(Phase(Key(new JsonTable<Dispatch>())
        .Text("request", d => LoopMapping.TextOf(d.Request))));

    /// <summary>Runs whose open attempts end with this change.</summary>
    public static readonly JsonTable<RunChange> Superseded = new JsonTable<RunChange>()
        .Id("run_id", c => c.Run.RunId)
        .Moment("at", c => c.Run.UpdatedAt);

    public static readonly JsonTable<AttemptId> Attempts = new JsonTable<AttemptId>()
        .Id("run_id", a => a.RunId)
        .Int("seq", a => a.Seq)
        .Int("attempt", a => a.Attempt);

    /// <summary>With their place in the list, by which the answer names them.</summary>
    public static readonly JsonTable<(int Place, HeldStep Step)> Held = new JsonTable<(int Place, HeldStep Step)>()
        .Int("place", h => h.Place)
        .Id("run_id", h => h.Step.RunId)
        .Int("seq", h => h.Step.Seq)
        .Int("attempt", h => h.Step.Attempt)
        .Id("nonce", h => h.Step.Nonce);

    private static JsonTable<Dispatch> Key(JsonTable<Dispatch> table) => table
        .Id("run_id", d => d.RunId)
        .Int("seq", d => d.Seq)
        .Int("attempt", d => d.Attempt);

    private static JsonTable<Dispatch> Phase(JsonTable<Dispatch> table) => table
        .Short("phase", d => (short)d.Phase)
        .Moment("due_at", d => d.DueAt)
        .Text("owner", d => d.Owner);

    private static JsonTable<Dispatch> Ending(JsonTable<Dispatch> table) => table
        .Moment("ended_at", d => d.EndedAt)
        .Short("outcome", d => (short?)d.Outcome)
        .Text("result", d => d.Result.Text)
        .Text("error_type", d => d.Error?.Type)
        .Text("error_message", d => d.Error?.Message)
        .Text("worker", d => d.Worker)
        .Long("took_us", d => Micros.Of(d.Took));
}
