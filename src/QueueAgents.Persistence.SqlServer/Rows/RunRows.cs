using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.SqlServer.Wire;
using QueueAgents.Persistence.Tables;

namespace QueueAgents.Persistence.SqlServer.Rows;

/// <summary>Runs, as the statements of <see cref="Sql.RunWrites"/> take them.</summary>
internal static class RunRows
{
    /// <summary>The document goes by itself, where it changed: a large one is not written again with every transition.</summary>
    public static readonly JsonTable<RunChange> Changed = Progress(Outcome(new JsonTable<RunChange>()
        .Id("id", c => c.Run.RunId)
        .Int("expected_version", c => c.ExpectedVersion)
        .Short("first_state", c => (short)c.Transitions[0].To)
        .Short("state", c => (short)c.Run.State)
        .Int("version", c => c.Run.Version)))
        .Int("kept_signals", c => c.Run.KeptSignals)
        .Int("signals_taken", c => c.Run.SignalsTaken)
        .Text("loop_facts", c => LoopMapping.TextOf(c.Run.Loop))
        .Moment("updated_at", c => c.Run.UpdatedAt);

    public static readonly JsonTable<RunChange> Documents = new JsonTable<RunChange>()
        .Id("id", c => c.Run.RunId)
        .Text("document", c => c.Run.Document.Text);

    public static readonly JsonTable<RunChange> Born = Progress(Outcome(Identity(new JsonTable<RunChange>())
        .Text("tags", c => RunMapping.TextOf(c.Run.Tags))
        .Text("submission_hash", c => c.Run.SubmissionHash)
        .Short("state", c => (short)c.Run.State)
        .Int("version", c => c.Run.Version)
        .Text("input", c => c.Run.Input.Text)
        .Text("document", c => c.Run.Document.Text)))
        .Int("kept_signals", c => c.Run.KeptSignals)
        .Int("signals_taken", c => c.Run.SignalsTaken)
        .Text("loop_facts", c => LoopMapping.TextOf(c.Run.Loop))
        .Id("parent_run_id", c => c.Run.ParentRunId)
        .Int("parent_seq", c => c.Run.ParentSeq)
        .Int("depth", c => c.Run.Depth)
        .Text("trace", c => c.Run.Trace)
        .Moment("created_at", c => c.Run.CreatedAt)
        .Moment("updated_at", c => c.Run.UpdatedAt);

    public static readonly JsonTable<RunChange> Keyed = Identity(new JsonTable<RunChange>());

    private static JsonTable<RunChange> Identity(JsonTable<RunChange> table) => table
        .Id("id", c => c.Run.RunId)
        .Key("tenant", Lengths.Name, c => c.Run.Tenant)
        .Key("agent", Lengths.Name, c => c.Run.Agent)
        .Key("key", Lengths.Key, c => c.Run.Key);

    private static JsonTable<RunChange> Outcome(JsonTable<RunChange> table) => table
        .Int("state_version", c => c.Run.StateVersion)
        .Text("result", c => c.Run.Result.Text)
        .Text("error_type", c => c.Run.Error?.Type)
        .Text("error_message", c => c.Run.Error?.Message)
        .Flag("pinned", c => c.Run.Pinned);

    private static JsonTable<RunChange> Progress(JsonTable<RunChange> table) => table
        .Int("seq", c => c.Run.Seq)
        .Text("step", c => c.Run.Step)
        .Short("group_kind", c => (short?)c.Run.Group?.Kind)
        .Int("group_first", c => c.Run.Group?.First)
        .Int("group_count", c => c.Run.Group?.Count)
        .Int("group_next", c => c.Run.Group?.Next)
        .Int("group_done", c => c.Run.Group?.Done)
        .Int("group_failed", c => c.Run.Group?.Failed)
        .Int("group_max_parallel", c => c.Run.Group?.MaxParallel)
        .Text("group_join", c => c.Run.Group?.Join)
        .Flag("group_tolerate", c => c.Run.Group?.Tolerate)
        .Text("group_child_agent", c => c.Run.Group?.ChildAgent)
        .Short("wait_kind", c => (short?)c.Run.Wait?.Kind)
        .Text("wait_then", c => c.Run.Wait?.Then)
        .Text("wait_text", c => c.Run.Wait?.Text)
        .Id("wait_request_id", c => c.Run.Wait?.RequestId)
        .Moment("wait_until", c => c.Run.Wait?.Until)
        .Moment("deadline", c => c.Run.Deadline)
        .Moment("wake_at", c => c.Run.WakeAt);
}
