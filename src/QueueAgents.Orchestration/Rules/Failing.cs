using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Rules;

/// <summary>An attempt has failed or was lost: another one, or the end of the step.</summary>
internal static class Failing
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public static Decision Failed(RunFacts run, Found found, StepFailed outcome, Moment moment)
    {
        if (found.Awaited(outcome.Seq, outcome.Attempt, outcome.Nonce, outcome.GivenVersion) is not { } row)
            return Budgets.Late(run, found, outcome.Nonce, outcome.Usage, outcome.Seq, outcome.Attempt, outcome.Worker);
        run = Budgets.Counted(run, outcome.Usage);
        var allowed = Math.Clamp(outcome.MaxAttempts, 1, moment.Limits.MaxAttempts);
        var decision = outcome.Park
            ? Parks(run, row with { Worker = outcome.Worker }, moment, outcome.Error)
            : Ended(run, found, row with { Worker = outcome.Worker, Took = outcome.Took }, moment, outcome.Error,
                outcome.Retryable && row.Failures + 1 < allowed ? outcome.RetryIn : null);
        return decision with
        {
            Worker = outcome.Worker,
            Took = outcome.Took,
            Usage = outcome.Usage,
            Effects = [.. outcome.Effects.Select(e => new EffectRow(run.RunId, row.Seq, row.Attempt, e))],
        };
    }

    /// <summary>The lease expired: its worker died, hangs, or cannot reach us. Counted apart from reported failures.</summary>
    public static Decision Lost(RunFacts run, Found found, StepLost lost, Moment moment)
    {
        if (found.Row(lost.Seq) is not { IsOpen: true, Phase: DispatchPhase.Leased } row || row.Attempt != lost.Attempt || row.Owner != lost.Owner)
            return Decision.Ignore("stale"); // R3
        var error = new StepError { Type = "lost", Message = $"Attempt {row.Attempt} was lost: its worker {row.Owner} stopped answering." };
        var closed = Steps.Closed(row, moment, DispatchOutcome.Lost) with { Worker = row.Owner, Error = error };
        var decision = row.Lost + 1 < moment.Limits.MaxLost
            ? new Decision { Run = run, ChangedRows = [closed], NewRows = [Steps.Again(run, moment, row) with { Lost = row.Lost + 1 }], Detail = error.Message }
            : Over(run, found, closed, moment, error);
        return decision with
        {
            Seq = row.Seq,
            Attempt = row.Attempt,
            Step = row.Step,
            Messages = [.. decision.Messages, (Route.Courtesy, new StepSuperseded { RunId = run.RunId, Seq = row.Seq, Attempt = row.Attempt })],
        };
    }

    /// <param name="retryIn">When the next attempt is due; null ends the step.</param>
    public static Decision Ended(RunFacts run, Found found, Dispatch row, Moment moment, StepError error, TimeSpan? retryIn)
    {
        var closed = Steps.Closed(row, moment, DispatchOutcome.Failed) with { Error = error };
        // A turn that has spent the budget is not tried again, although attempts are left.
        if (retryIn is not null && row.Kind != StepKind.Item && Budgets.Reached(run) is { } spent)
        {
            var failed = Endings.Failed(run, moment, spent);
            return failed with { ChangedRows = [closed, .. failed.ChangedRows], Seq = row.Seq, Attempt = row.Attempt, Step = row.Step };
        }

        var decision = retryIn is { } wait ? Retried(run, row, closed, moment, error, wait) : Over(run, found, closed, moment, error);
        return decision with { Seq = row.Seq, Attempt = row.Attempt, Step = row.Step };
    }

    /// <summary>The run needs a person; the step stays where it is for Retry.</summary>
    public static Decision Parks(RunFacts run, Dispatch row, Moment moment, StepError error) => Endings.Parked(run, error) with
    {
        ChangedRows = [Steps.Closed(row, moment, DispatchOutcome.Failed) with { Error = error }],
        Seq = row.Seq,
        Attempt = row.Attempt,
        Step = row.Step,
    };

    private static Decision Retried(RunFacts run, Dispatch row, Dispatch closed, Moment moment, StepError error, TimeSpan wait)
    {
        var again = Steps.Again(run, moment, row) with { Failures = row.Failures + 1 };
        var later = wait > TimeSpan.Zero && again.Phase == DispatchPhase.Unsent;
        if (later) again = again with { DueAt = moment.Now + (wait < LongestWait ? wait : LongestWait) };
        return new Decision
        {
            Run = run,
            ChangedRows = [closed],
            NewRows = [again],
            SendLater = later,
            Detail = $"{error.Type}; attempt {again.Attempt}{(later ? $" in {wait.TotalSeconds:0.#} s" : "")}",
        };
    }

    private static Decision Over(RunFacts run, Found found, Dispatch closed, Moment moment, StepError error)
    {
        if (run.Group is { Tolerate: true }) return Groups.Ended(run, found, closed, moment);
        var failed = Endings.Failed(run, moment, error);
        return failed with { ChangedRows = [closed, .. failed.ChangedRows] };
    }
}
