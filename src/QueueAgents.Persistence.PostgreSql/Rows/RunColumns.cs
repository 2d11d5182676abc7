using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql.Rows;

/// <summary>The columns of runs, in the order of <see cref="Sql.CommitSql.ChangeRuns"/> and <see cref="Sql.CommitSql.InsertRuns"/>.</summary>
internal static class RunColumns
{
    public static void ForUpdate(Columns p, IReadOnlyList<RunChange> changes)
    {
        p.Column(changes, c => c.Run.RunId);
        p.Column(changes, c => c.ExpectedVersion);
        p.Column(changes, c => (short)c.Transitions[0].To);
        p.Column(changes, c => c.DocumentChanged);
        p.Column(changes, c => (short)c.Run.State);
        p.Column(changes, c => c.Run.Version);
        p.Texts(changes, c => c.DocumentChanged ? c.Run.Document.Text : null);
        Outcome(p, changes);
        Progress(p, changes);
        p.Column(changes, c => c.Run.KeptSignals);
        p.Column(changes, c => c.Run.SignalsTaken);
        p.Texts(changes, c => LoopMapping.TextOf(c.Run.Loop));
        p.Moments(changes, c => c.Run.UpdatedAt);
    }

    public static void ForInsert(Columns p, IReadOnlyList<RunChange> changes)
    {
        Keys(p, changes);
        p.Texts(changes, c => RunMapping.TextOf(c.Run.Tags));
        p.Texts(changes, c => c.Run.SubmissionHash);
        p.Column(changes, c => (short)c.Run.State);
        p.Column(changes, c => c.Run.Version);
        p.Texts(changes, c => c.Run.Input.Text);
        p.Texts(changes, c => c.Run.Document.Text);
        Outcome(p, changes);
        Progress(p, changes);
        p.Column(changes, c => c.Run.KeptSignals);
        p.Column(changes, c => c.Run.SignalsTaken);
        p.Texts(changes, c => LoopMapping.TextOf(c.Run.Loop));
        p.Column(changes, c => c.Run.ParentRunId);
        p.Column(changes, c => c.Run.ParentSeq);
        p.Column(changes, c => c.Run.Depth);
        p.Texts(changes, c => c.Run.Trace);
        p.Moments(changes, c => c.Run.CreatedAt);
        p.Moments(changes, c => c.Run.UpdatedAt);
    }

    public static void Keys(Columns p, IReadOnlyList<RunChange> changes)
    {
        p.Column(changes, c => c.Run.RunId);
        p.Texts(changes, c => c.Run.Tenant);
        p.Texts(changes, c => c.Run.Agent);
        p.Texts(changes, c => c.Run.Key);
    }

    private static void Outcome(Columns p, IReadOnlyList<RunChange> changes)
    {
        p.Column(changes, c => c.Run.StateVersion);
        p.Texts(changes, c => c.Run.Result.Text);
        p.Texts(changes, c => c.Run.Error?.Type);
        p.Texts(changes, c => c.Run.Error?.Message);
        p.Column(changes, c => c.Run.Pinned);
    }

    private static void Progress(Columns p, IReadOnlyList<RunChange> changes)
    {
        p.Column(changes, c => c.Run.Seq);
        p.Texts(changes, c => c.Run.Step);
        p.Column(changes, c => (short?)c.Run.Group?.Kind);
        p.Column(changes, c => c.Run.Group?.First);
        p.Column(changes, c => c.Run.Group?.Count);
        p.Column(changes, c => c.Run.Group?.Next);
        p.Column(changes, c => c.Run.Group?.Done);
        p.Column(changes, c => c.Run.Group?.Failed);
        p.Column(changes, c => c.Run.Group?.MaxParallel);
        p.Texts(changes, c => c.Run.Group?.Join);
        p.Column(changes, c => c.Run.Group?.Tolerate);
        p.Texts(changes, c => c.Run.Group?.ChildAgent);
        p.Column(changes, c => (short?)c.Run.Wait?.Kind);
        p.Texts(changes, c => c.Run.Wait?.Then);
        p.Texts(changes, c => c.Run.Wait?.Text);
        p.Column(changes, c => c.Run.Wait?.RequestId);
        p.Moments(changes, c => c.Run.Wait?.Until);
        p.Moments(changes, c => c.Run.Deadline);
        p.Moments(changes, c => c.Run.WakeAt);
    }
}
