using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql.Rows;

/// <summary>The narrow tables, in the order of the statements of <see cref="Sql.CommitSql"/>.</summary>
internal static class SmallColumns
{
    public static void Signals(Columns p, IReadOnlyList<KeptSignal> rows)
    {
        p.Column(rows, s => s.RunId);
        p.Column(rows, s => s.No);
        p.Texts(rows, s => s.Name);
        p.Texts(rows, s => s.ClientKey);
        p.Texts(rows, s => s.Body.Text);
        p.Moments(rows, s => s.At);
        p.Moments(rows, s => s.TakenAt);
    }

    public static void Effects(Columns p, IReadOnlyList<(EffectRow Row, DateTimeOffset At)> rows)
    {
        p.Column(rows, e => e.Row.RunId);
        p.Column(rows, e => e.Row.Seq);
        p.Texts(rows, e => e.Row.Effect.Name);
        p.Column(rows, e => e.Row.Attempt);
        p.Column(rows, e => (short)e.Row.Effect.Class);
        p.Texts(rows, e => e.Row.Effect.ArgsHash);
        p.Moments(rows, e => e.At);
        p.Moments(rows, e => e.At);
        p.Texts(rows, e => e.Row.Effect.Result.Text);
    }

    public static void Items(Columns p, IReadOnlyList<(Guid RunId, TranscriptItem Item)> rows)
    {
        p.Column(rows, i => i.RunId);
        p.Column(rows, i => i.Item.No);
        p.Column(rows, i => i.Item.Seq);
        p.Texts(rows, i => i.Item.Kind);
        p.Texts(rows, i => i.Item.Body.Text);
    }

    public static void Outbox(Columns p, IReadOnlyList<OutboxRow> rows)
    {
        p.Column(rows, o => o.Id);
        p.Column(rows, o => o.RunId);
        p.Column(rows, o => (short)o.Route);
        p.Texts(rows, o => o.Type);
        p.Texts(rows, o => o.Body.Text);
        p.Texts(rows, o => o.Trace);
        p.Moments(rows, o => o.DueAt);
        p.Column(rows, o => o.Tries);
    }

    public static void Tags(Columns p, IReadOnlyList<(Guid RunId, string Name, string Value, DateTimeOffset CreatedAt)> rows)
    {
        p.Column(rows, t => t.RunId);
        p.Texts(rows, t => t.Name);
        p.Texts(rows, t => t.Value);
        p.Moments(rows, t => t.CreatedAt);
    }
}
