using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql.Rows;

/// <summary>The columns of attempts, in the order of the statements that write them.</summary>
internal static class DispatchColumns
{
    public static void ForInsert(Columns p, IReadOnlyList<Dispatch> rows)
    {
        Key(p, rows);
        p.Column(rows, d => d.Nonce);
        p.Column(rows, d => (short)d.Kind);
        p.Texts(rows, d => d.Step);
        p.Texts(rows, d => d.Input.Text);
        p.Column(rows, d => (short)d.Arrival);
        p.Column(rows, d => d.StateVersion);
        p.Texts(rows, d => d.Queue);
        p.Column(rows, d => d.JoinFirst);
        p.Column(rows, d => d.JoinCount);
        p.Column(rows, d => d.ChildRunId);
        Request(p, rows);
        p.Column(rows, d => d.Failures);
        p.Column(rows, d => d.Lost);
        Phase(p, rows);
        p.Moments(rows, d => d.CreatedAt);
        Ending(p, rows);
    }

    public static void ForUpdate(Columns p, IReadOnlyList<Dispatch> rows)
    {
        Key(p, rows);
        Request(p, rows);
        Phase(p, rows);
        Ending(p, rows);
    }

    public static void Attempts(Columns p, IReadOnlyList<AttemptId> rows)
    {
        p.Column(rows, a => a.RunId);
        p.Column(rows, a => a.Seq);
        p.Column(rows, a => a.Attempt);
    }

    private static void Key(Columns p, IReadOnlyList<Dispatch> rows)
    {
        p.Column(rows, d => d.RunId);
        p.Column(rows, d => d.Seq);
        p.Column(rows, d => d.Attempt);
    }

    private static void Request(Columns p, IReadOnlyList<Dispatch> rows) => p.Texts(rows, d => LoopMapping.TextOf(d.Request));

    private static void Phase(Columns p, IReadOnlyList<Dispatch> rows)
    {
        p.Column(rows, d => (short)d.Phase);
        p.Moments(rows, d => d.DueAt);
        p.Texts(rows, d => d.Owner);
    }

    private static void Ending(Columns p, IReadOnlyList<Dispatch> rows)
    {
        p.Moments(rows, d => d.EndedAt);
        p.Column(rows, d => (short?)d.Outcome);
        p.Texts(rows, d => d.Result.Text);
        p.Texts(rows, d => d.Error?.Type);
        p.Texts(rows, d => d.Error?.Message);
        p.Texts(rows, d => d.Worker);
        p.Column(rows, d => Micros.Of(d.Took));
    }
}
