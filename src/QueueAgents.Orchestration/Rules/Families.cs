using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>What a parent hears of its children.</summary>
internal static class Families
{
    public static Decision Ended(RunFacts run, Found found, ChildEnded ended, Moment moment)
    {
        if (found.Row(ended.Seq) is not { IsOpen: true, Kind: StepKind.Child } row || row.ChildRunId != ended.ChildRunId)
            return Decision.Ignore("stale"); // R3
        var closed = Steps.Closed(row, moment, ended.Ok ? DispatchOutcome.Ok : DispatchOutcome.Failed) with { Result = ended.Result, Error = ended.Error };
        var counted = Budgets.Counted(run, ended.Spent);
        var decision = ended.Ok || run.Group!.Tolerate ? Groups.Ended(counted, found, closed, moment) : Failed(counted, closed, moment, ended);
        return decision with { Seq = row.Seq, Attempt = row.Attempt, Step = row.Step };
    }

    private static Decision Failed(RunFacts run, Dispatch closed, Moment moment, ChildEnded ended)
    {
        var failed = Endings.Failed(run, moment, new StepError
        {
            Type = "child-failed",
            Message = $"Child {ended.ChildRunId} failed: {ended.Error?.Type}: {ended.Error?.Message}",
        });
        return failed with { ChangedRows = [closed, .. failed.ChangedRows] };
    }
}
