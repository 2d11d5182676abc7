using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using Xunit;

namespace QueueAgents.Unit.Runs;

/// <summary>What must be true of a run and its rows at every moment.</summary>
internal static class Sound
{
    public static void Check(Bench bench)
    {
        History(bench);
        Rows(bench);
        Signals(bench);
        Items(bench);
        Awaits(bench);
    }

    private static void Items(Bench bench)
    {
        Assert.Equal(Enumerable.Range(1, bench.Items.Count), bench.Items.Select(i => i.No));
        Assert.Equal(bench.Items.Count, bench.Run.Loop?.Items ?? 0);
        Assert.Equal(bench.Items.Aggregate((string?)null, (before, item) => TranscriptDigest.Of(before, item.Kind, item.Body)), bench.Run.Loop?.Digest);
    }

    // R4
    private static void History(Bench bench)
    {
        Assert.Equal(Enumerable.Range(1, bench.Run.Version), bench.Transitions.Select(t => t.Version));
        Assert.Equal(RunState.None, bench.Transitions[0].From);
        foreach (var (before, after) in bench.Transitions.Zip(bench.Transitions.Skip(1)))
        {
            Assert.Equal(before.To, after.From);
            Assert.False(before.To is RunState.Completed or RunState.Cancelled, "R5: a finished run changed.");
            Assert.True(before.To is not (RunState.Failed or RunState.Parked) || after.Event == nameof(RetryRun), $"R5: {before.To} changed by {after.Event}.");
        }

        Assert.Equal(bench.State, bench.Transitions[^1].To);
    }

    private static void Rows(Bench bench)
    {
        foreach (var steps in bench.Rows.Values.GroupBy(r => r.Seq))
        {
            Assert.InRange(steps.Count(r => r.IsOpen), 0, 1);
            Assert.InRange(steps.Count(r => r.Outcome == DispatchOutcome.Ok), 0, 1);
            Assert.Equal(steps.Count(), steps.Select(r => r.Nonce).Distinct().Count());
        }

        Assert.All(bench.Rows.Values, r => Assert.InRange(r.Seq, 1, bench.Run.Seq));
        if (!bench.Run.IsOpen) Assert.Empty(bench.Open);
    }

    private static void Signals(Bench bench)
    {
        Assert.Equal(bench.Signals.Count(s => s.TakenAt is null), bench.Run.KeptSignals);
        Assert.Equal(bench.Signals.Count, bench.Run.SignalsTaken);
        Assert.Equal(bench.Signals.Count, bench.Signals.Select(s => s.ClientKey).Distinct().Count());
    }

    /// <summary>R9: an open run has something that will move it.</summary>
    private static void Awaits(Bench bench)
    {
        var run = bench.Run;
        if (!run.IsOpen)
        {
            Assert.Null(run.WakeAt);
            return;
        }

        if (run.Loop?.Until is { } end) Assert.True(run.WakeAt <= end);
        if (run.Deadline is { } deadline) Assert.True(run.WakeAt <= deadline);
        if (run.Group is { } group) Group(bench, run, group);
        else Assert.Empty(bench.Open);
        if (run.State is RunState.Running) Assert.True(run.Group is { Kind: not StepKind.Child }, "R9: Running without a step.");
        if (run.State is RunState.Waiting) Assert.True(run.Wait is not null || run.Group is { Kind: StepKind.Child } || run.Loop is { Asked: > 0 } or { Children: > 0 }, "R9: Waiting for nothing.");
        if (run.State is RunState.Waiting && run.Wait is { Until: { } until }) Assert.True(run.WakeAt <= until);
        if (run.State is RunState.Waiting && run.Wait is { Kind: WaitKind.Timer }) Assert.NotNull(run.WakeAt);
        if (run.State is RunState.Waiting && run.Wait is { Kind: WaitKind.Signal } wait)
            Assert.DoesNotContain(bench.Signals, s => s.TakenAt is null && s.Name == wait.Text);
    }

    private static void Group(Bench bench, RunFacts run, StepGroup group)
    {
        var open = bench.Open;
        if (group.Kind == StepKind.Item)
        {
            Assert.Equal(open.Count(r => r.Phase == DispatchPhase.Asked), run.Loop?.Asked ?? 0);
            Assert.Equal(open.Count(r => r.Phase == DispatchPhase.Child), run.Loop?.Children ?? 0);
            if (run.State is not RunState.Paused)
                Assert.Equal(open.All(r => r.Phase is DispatchPhase.Asked or DispatchPhase.Child) ? RunState.Waiting : RunState.Running, run.State);
        }

        Assert.All(open, r => Assert.InRange(r.Seq, group.First, group.End - 1));
        var released = open.Where(r => r.Seq < group.Next).ToList();
        Assert.Equal(group.Open, released.Count);
        Assert.Equal(group.End - group.Next, open.Count(r => r.Seq >= group.Next));
        Assert.All(open.Where(r => r.Seq >= group.Next), r => Assert.Equal(DispatchPhase.Held, r.Phase));
        Assert.False(group.IsOver, "R9: a group is over and nothing followed.");
        var width = group.MaxParallel > 0 ? group.MaxParallel : Math.Max(bench.Widest, bench.Limits.MaxParallel);
        Assert.InRange(group.Open, 0, width);
        if (run.State is RunState.Paused) return;
        Assert.True(group.Open > 0, "R9: nothing of the group is under way.");
        foreach (var row in released)
        {
            if (row.Kind == StepKind.Child) Assert.Equal(DispatchPhase.Child, row.Phase);
            else Assert.True(row.DueAt is not null && row.Phase is not (DispatchPhase.Held or DispatchPhase.Child), $"R9: step {row.Seq} is under way but never due.");
        }
    }
}
