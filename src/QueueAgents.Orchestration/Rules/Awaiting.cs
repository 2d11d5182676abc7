using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>Waits for something outside: a signal, an answer, a moment. And what happens when it comes.</summary>
internal static class Awaiting
{
    public static Decision Ask(RunFacts run, Moment moment, Continuation.Ask ask) => Wait(run, new Wait
    {
        Kind = WaitKind.Answer,
        Then = ask.Then,
        Text = ask.Question,
        RequestId = MessageIds.OfRequest(run.RunId, run.Seq),
        Until = moment.Now + ask.Timeout,
    });

    public static Decision Signal(RunFacts run, Found found, Moment moment, Continuation.WaitFor wait) => Met(run, found, moment, new Wait
    {
        Kind = WaitKind.Signal,
        Then = wait.Then,
        Text = wait.Signal,
        Until = moment.Now + wait.Timeout,
    });

    public static Decision Sleep(RunFacts run, Moment moment, Continuation.Sleep sleep) => Wait(run, new Wait
    {
        Kind = WaitKind.Timer,
        Then = sleep.Then,
        Until = sleep.Until ?? moment.Now + (sleep.For ?? TimeSpan.Zero),
    });

    /// <summary>Where a kept signal fits the wait, the run goes on at once. While it is paused, the signal stays kept.</summary>
    public static Decision Met(RunFacts run, Found found, Moment moment, Wait wait)
    {
        if (run.State == RunState.Paused || found.FirstKept(wait.Text!) is not { } kept) return Wait(run, wait);
        return Steps.GoOn(run with { KeptSignals = run.KeptSignals - 1 }, moment, wait.Then, kept.Body, Arrival.Signal) with { TakenSignal = kept.No };
    }

    public static Decision Signalled(RunFacts run, Found found, SignalRun signal, Moment moment)
    {
        if (Unfit(run, signal.IfVersion) is { } stale) return stale;
        if (!Names.IsKey(signal.Name)) return Decision.Reject(run.RunId, Rejections.Invalid, "name must be 1 to 200 printable characters.");
        if (signal.Body.ByteCount > moment.Limits.InlineBytes)
            return Decision.Reject(run.RunId, Rejections.TooLarge, $"body is larger than {moment.Limits.InlineBytes} bytes.");
        var key = signal.ClientKey ?? moment.Cause.ToString("N");
        if (!Names.IsKey(key)) return Decision.Reject(run.RunId, Rejections.Invalid, "clientKey must be 1 to 200 printable characters.");
        if (found.HasSignal(key)) return Decision.Already(run);

        var met = run is { State: RunState.Waiting, Wait: { Kind: WaitKind.Signal } wait } && wait.Text == signal.Name;
        if (!met && run.KeptSignals >= moment.Limits.KeptSignals)
            return Decision.Reject(run.RunId, Rejections.TooManySignals, $"The run keeps {run.KeptSignals} signals already.");
        var taken = new KeptSignal
        {
            RunId = run.RunId,
            No = run.SignalsTaken + 1,
            Name = signal.Name,
            ClientKey = key,
            Body = signal.Body,
            At = moment.Now,
            TakenAt = met ? moment.Now : null,
        };
        var after = run with { SignalsTaken = taken.No, KeptSignals = run.KeptSignals + (met ? 0 : 1) };
        var decision = met
            ? Steps.GoOn(after, moment, run.Wait!.Then, signal.Body, Arrival.Signal)
            : new Decision { Run = after };
        return decision with { NewSignal = taken, By = signal.By, Detail = met ? signal.Name : $"{signal.Name}, kept" };
    }

    public static Decision Answered(RunFacts run, Found found, AnswerRun answer, Moment moment)
    {
        if (Unfit(run, answer.IfVersion) is { } stale) return stale;
        if (run.Wait is not { Kind: WaitKind.Answer } wait || wait.RequestId != answer.RequestId)
            return Decision.Reject(run.RunId, Rejections.NoSuchRequest, "The run has no such pending request.");
        return answer.Body.ByteCount > moment.Limits.InlineBytes
            ? Decision.Reject(run.RunId, Rejections.TooLarge, $"body is larger than {moment.Limits.InlineBytes} bytes.")
            : Steps.GoOn(run, moment, wait.Then, answer.Body, Arrival.Answer) with { By = answer.By };
    }

    /// <summary>A timer may be due. The deadline goes before the wait; while paused only the deadline counts.</summary>
    public static Decision Due(RunFacts run, Found found, RunDue due, Moment moment)
    {
        if (run.Deadline <= moment.Now)
            return Endings.Failed(run, moment, new StepError { Type = "deadline", Message = $"The deadline {run.Deadline:O} has passed." });
        if (Budgets.TimeOver(run, moment) is { } over) return Endings.Failed(run, moment, over);
        if (run.State != RunState.Waiting || run.Wait is not { Until: { } until } wait || until > moment.Now) return Decision.Ignore("early");
        return Steps.GoOn(run, moment, wait.Then, Json.None, wait.Kind == WaitKind.Timer ? Arrival.Timer : Arrival.TimedOut) with
        {
            Detail = wait.Kind == WaitKind.Timer ? "timer" : $"no {(wait.Kind == WaitKind.Signal ? "signal" : "answer")} in time",
        };
    }

    /// <summary>Refuses a command that was meant for another version of the run.</summary>
    public static Decision? Unfit(RunFacts run, int? ifVersion) => ifVersion is { } expected && expected != run.Version
        ? Decision.Reject(run.RunId, Rejections.StaleVersion, $"The run is at version {run.Version}, not {expected}.")
        : null;

    private static Decision Wait(RunFacts run, Wait wait)
    {
        var waiting = run with { State = run.State == RunState.Paused ? RunState.Paused : RunState.Waiting, Step = null, Group = null, Wait = wait };
        return new Decision
        {
            Run = waiting,
            Detail = wait.Kind switch { WaitKind.Signal => $"for the signal {wait.Text}", WaitKind.Answer => "for an answer", _ => $"until {wait.Until:O}" },
            Messages = wait.Kind == WaitKind.Timer ? [] : [(Route.Publish, new RunWaiting
            {
                RunId = run.RunId,
                Agent = run.Agent,
                Tenant = run.Tenant,
                Key = run.Key,
                Version = run.Version + 1,
                Signal = wait.Kind == WaitKind.Signal ? wait.Text : null,
                Question = wait.Kind == WaitKind.Answer ? wait.Text : null,
                RequestId = wait.RequestId,
                Until = wait.Until,
            })],
        };
    }
}
