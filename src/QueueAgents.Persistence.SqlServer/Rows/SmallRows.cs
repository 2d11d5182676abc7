using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.SqlServer.Wire;
using QueueAgents.Persistence.Tables;

namespace QueueAgents.Persistence.SqlServer.Rows;

/// <summary>The narrow tables, and what is only asked for.</summary>
internal static class SmallRows
{
    public static readonly JsonTable<Transition> Transitions = new JsonTable<Transition>()
        .Id("run_id", t => t.RunId)
        .Int("version", t => t.Version)
        .Short("from_state", t => (short)t.From)
        .Short("to_state", t => (short)t.To)
        .Text("event", t => t.Event)
        .Text("detail", t => t.Detail)
        .Int("seq", t => t.Seq)
        .Int("attempt", t => t.Attempt)
        .Text("step", t => t.Step)
        .Text("worker", t => t.Worker)
        .Text("done_by", t => t.By)
        .Id("command_id", t => t.CommandId)
        .Text("trace_id", t => t.TraceId)
        .Moment("at", t => t.At)
        .Long("took_us", t => Micros.Of(t.Took))
        .Text("usage", t => LoopMapping.TextOf(t.Usage))
        .Int("state_version", t => t.StateVersion)
        .Text("reverse_diff", t => t.ReverseDiff);

    public static readonly JsonTable<(Guid RunId, string Name, string Value, DateTimeOffset CreatedAt)> Tags = new JsonTable<(Guid RunId, string Name, string Value, DateTimeOffset CreatedAt)>()
        .Id("run_id", t => t.RunId)
        .Key("name", Lengths.Key, t => t.Name)
        .Key("value", Lengths.Key, t => t.Value)
        .Moment("created_at", t => t.CreatedAt);

    public static readonly JsonTable<KeptSignal> Signals = new JsonTable<KeptSignal>()
        .Id("run_id", s => s.RunId)
        .Int("no", s => s.No)
        .Text("name", s => s.Name)
        .Key("client_key", Lengths.Key, s => s.ClientKey)
        .Text("body", s => s.Body.Text)
        .Moment("at", s => s.At)
        .Moment("taken_at", s => s.TakenAt);

    public static readonly JsonTable<(Guid RunId, int No, DateTimeOffset At)> TakenSignals = new JsonTable<(Guid RunId, int No, DateTimeOffset At)>()
        .Id("run_id", t => t.RunId)
        .Int("no", t => t.No)
        .Moment("taken_at", t => t.At);

    public static readonly JsonTable<(EffectRow Row, DateTimeOffset At)> Effects = new JsonTable<(EffectRow Row, DateTimeOffset At)>()
        .Id("run_id", e => e.Row.RunId)
        .Int("seq", e => e.Row.Seq)
        .Key("name", Lengths.Effect, e => e.Row.Effect.Name)
        .Int("attempt", e => e.Row.Attempt)
        .Short("class", e => (short)e.Row.Effect.Class)
        .Text("args_hash", e => e.Row.Effect.ArgsHash)
        .Moment("claimed_at", e => e.At)
        .Moment("recorded_at", e => e.At)
        .Text("result", e => e.Row.Effect.Result.Text);

    public static readonly JsonTable<(Guid RunId, TranscriptItem Item)> Items = new JsonTable<(Guid RunId, TranscriptItem Item)>()
        .Id("run_id", i => i.RunId)
        .Int("no", i => i.Item.No)
        .Int("seq", i => i.Item.Seq)
        .Text("kind", i => i.Item.Kind)
        .Text("body", i => i.Item.Body.Text);

    public static readonly JsonTable<OutboxRow> Outbox = new JsonTable<OutboxRow>()
        .Id("id", o => o.Id)
        .Id("run_id", o => o.RunId)
        .Short("route", o => (short)o.Route)
        .Text("type", o => o.Type)
        .Text("body", o => o.Body.Text)
        .Text("trace", o => o.Trace)
        .Moment("due_at", o => o.DueAt)
        .Int("tries", o => o.Tries);

    public static readonly JsonTable<Guid> Ids = new JsonTable<Guid>().Id("id", id => id);

    public static readonly JsonTable<(Guid RunId, int Value)> Steps = new JsonTable<(Guid RunId, int Value)>().Id("run_id", s => s.RunId).Int("seq", s => s.Value);

    public static readonly JsonTable<(Guid RunId, int Value)> Releases = new JsonTable<(Guid RunId, int Value)>().Id("run_id", s => s.RunId).Int("releases", s => s.Value);

    public static readonly JsonTable<(Guid RunId, string Value)> SignalKeys = new JsonTable<(Guid RunId, string Value)>()
        .Id("run_id", s => s.RunId)
        .Key("client_key", Lengths.Key, s => s.Value);

    public static readonly JsonTable<(Guid RunId, Guid CommandId)> Causes = new JsonTable<(Guid RunId, Guid CommandId)>()
        .Id("run_id", c => c.RunId)
        .Id("command_id", c => c.CommandId);

    public static readonly JsonTable<string> Agents = new JsonTable<string>().Key("agent", Lengths.Name, agent => agent);

    public static readonly JsonTable<string> Queues = new JsonTable<string>().Key("queue", Lengths.Queue, queue => queue);
}
