using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>
/// What people answer, and what happens where nobody does. An answer counts once, in time, for the pending request it names, and an approval
/// for the very call it has seen. Everything else is refused, and where the run is a tool loop's, recorded.
/// </summary>
internal static class Asking
{
    private const int ReasonLength = 1_000;
    private const int RecordedRefusals = 100;

    public static Decision Answered(RunFacts run, Found found, AnswerRun answer, Moment moment)
    {
        if (Awaiting.Unfit(run, answer.IfVersion) is { } stale) return stale;
        if (answer.Reason is { Length: > ReasonLength }) return Refused(run, answer, Rejections.Invalid, $"reason is longer than {ReasonLength} characters.");
        if (answer.Body.ByteCount > moment.Limits.InlineBytes) return Refused(run, answer, Rejections.TooLarge, $"body is larger than {moment.Limits.InlineBytes} bytes.");
        if (run.Wait is { Kind: WaitKind.Answer } wait && wait.RequestId == answer.RequestId) return Awaiting.Answered(run, found, answer, moment);
        if (found.Requested(answer.RequestId) is not { } row) return Refused(run, answer, Rejections.NoSuchRequest, "The run has no such pending request.");
        if (row is not { IsOpen: true, Phase: DispatchPhase.Asked, Request: { } request } || request.Until <= moment.Now)
            return Refused(run, answer, Rejections.RequestOver, "The request is answered already, or its time is over.");

        var decision = (request.Kind, answer.Approve) switch
        {
            (AskKind.Question, _) => Over(run, found, row, answer, moment, DispatchOutcome.Ok, answer.Body, error: null),
            (_, null) => Refused(run, answer, Rejections.Invalid, "The request is for an approval: say whether the call is approved."),
            _ when answer.Hash != request.Hash => Refused(run, answer, Rejections.OtherCall, "hash must be that of the pending call: look at its arguments first."),
            (_, true) => Approved(run, row, answer, moment),
            (_, false) => Over(run, found, row, answer, moment, DispatchOutcome.Failed, Json.None, Denied(answer)),
        };
        return decision with { By = answer.By, Seq = row.Seq, Attempt = row.Attempt, Step = row.Step };
    }

    public static Decision Expired(RunFacts run, Found found, RequestExpired expired, Moment moment)
    {
        if (found.Row(expired.Seq) is not { IsOpen: true, Phase: DispatchPhase.Asked, Request: { } request } row || row.Attempt != expired.Attempt)
            return Decision.Ignore("stale"); // R3
        if (request.Until > moment.Now) return Decision.Ignore("early");
        var error = new StepError { Type = "expired", Message = $"Nobody answered until {request.Until:O}." };
        var decision = Groups.Ended(run, found, Steps.Closed(row, moment, DispatchOutcome.Failed) with { Error = error }, moment);
        return decision with { Seq = row.Seq, Attempt = row.Attempt, Step = row.Step, Detail = error.Message };
    }

    private static Decision Approved(RunFacts run, Dispatch row, AnswerRun answer, Moment moment)
    {
        var released = Steps.Released(run, moment, row with { Request = WithAnswer(row, answer, moment) });
        return new Decision { Run = Calling.Placed(Calling.Less(run, row)), ChangedRows = [released], Detail = Said("approved", answer) };
    }

    private static Decision Over(
        RunFacts run, Found found, Dispatch row, AnswerRun answer, Moment moment, DispatchOutcome outcome, Json result, StepError? error)
    {
        var closed = Steps.Closed(row, moment, outcome) with { Request = WithAnswer(row, answer, moment), Result = result, Error = error };
        return Groups.Ended(run, found, closed, moment) with { Detail = Said(error is null ? "answered" : "denied", answer) };
    }

    private static StepRequest WithAnswer(Dispatch row, AnswerRun answer, Moment moment) => row.Request! with
    {
        Answer = new RequestAnswer(row.Request.Kind == AskKind.Approval ? answer.Approve : null, answer.By, answer.Reason, moment.Now),
    };

    private static StepError Denied(AnswerRun answer) => new() { Type = "denied", Message = answer.Reason is { Length: > 0 } reason ? reason : "No reason was given." };

    private static string Said(string what, AnswerRun answer) => answer.Reason is { Length: > 0 } reason ? $"{what}: {reason}" : what;

    private static Decision Refused(RunFacts run, AnswerRun answer, string code, string reason)
    {
        var refused = Decision.Reject(run.RunId, code, reason);
        return run.Loop is not { Refused: < RecordedRefusals } loop ? refused : refused with
        {
            Run = run with { Loop = loop with { Refused = loop.Refused + 1 } },
            By = answer.By,
            Detail = $"an answer was refused: {code}",
        };
    }
}
