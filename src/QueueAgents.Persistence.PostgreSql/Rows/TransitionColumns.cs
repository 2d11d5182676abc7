using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql.Rows;

/// <summary>In the order of <see cref="Sql.CommitSql.InsertTransitions"/>.</summary>
internal static class TransitionColumns
{
    public static void Add(Columns p, IReadOnlyList<Transition> rows)
    {
        p.Column(rows, t => t.RunId);
        p.Column(rows, t => t.Version);
        p.Column(rows, t => (short)t.From);
        p.Column(rows, t => (short)t.To);
        p.Texts(rows, t => t.Event);
        p.Texts(rows, t => t.Detail);
        p.Column(rows, t => t.Seq);
        p.Column(rows, t => t.Attempt);
        p.Texts(rows, t => t.Step);
        p.Texts(rows, t => t.Worker);
        p.Texts(rows, t => t.By);
        p.Column(rows, t => t.CommandId);
        p.Texts(rows, t => t.TraceId);
        p.Moments(rows, t => t.At);
        p.Column(rows, t => Micros.Of(t.Took));
        p.Texts(rows, t => LoopMapping.TextOf(t.Usage));
        p.Column(rows, t => t.StateVersion);
        p.Texts(rows, t => t.ReverseDiff);
    }
}
