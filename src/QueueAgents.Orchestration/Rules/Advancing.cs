using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Rules;

/// <summary>A step's outcome has come: the document is replaced and the run goes where the step says.</summary>
internal static class Advancing
{
    public static Decision Completed(RunFacts run, Found found, StepCompleted outcome, Moment moment)
    {
        if (found.Awaited(outcome.Seq, outcome.Attempt, outcome.Nonce, outcome.GivenVersion) is not { } row) return Decision.Ignore("stale"); // R3
        var decision = Broken(run, found, row, outcome, moment) ?? Applied(run, found, row, outcome, moment);
        return decision with
        {
            Seq = row.Seq,
            Attempt = row.Attempt,
            Step = row.Step,
            Worker = outcome.Worker,
            Took = outcome.Took,
            // What happened outside has happened, even where its step's answer cannot be used. // R11
            Effects = [.. outcome.Effects.Select(e => new EffectRow(run.RunId, row.Seq, row.Attempt, e))],
        };
    }

    /// <summary>Where the outcome itself cannot be applied: too large, left at the door and not found there, not what this kind of step may say.</summary>
    private static Decision? Broken(RunFacts run, Found found, Dispatch row, StepCompleted outcome, Moment moment)
    {
        if ((outcome.StateByDoor && found.Payload(row.Seq, row.Attempt, PayloadKind.State) is null)
            || (outcome.NextByDoor && found.Payload(row.Seq, row.Attempt, PayloadKind.Next) is null))
        {
            var missing = new StepError { Type = "payload-missing", Message = "What the step left at the door was not found there." };
            return Failing.Ended(run, found, row, moment, missing, retryIn: row.Failures + 1 < moment.Limits.MaxAttempts ? TimeSpan.Zero : null);
        }

        var state = State(found, row, outcome);
        var next = Next(found, row, outcome);
        if (Sizes.Of(state) > moment.Limits.StateBytes || Sizes.Of(Value(next)) > moment.Limits.StateBytes)
            return Failing.Ended(run, found, row, moment, new StepError { Type = "too-large", Message = $"An outcome or state is larger than {moment.Limits.StateBytes} bytes." }, retryIn: null);
        if (next is null || !IsWellFormed(next) || !MayFollow(row, next, state, outcome) || (outcome.StateByDoor && !Parses(state)))
            return Failing.Parks(run, row, moment, new StepError { Type = "bad-outcome", Message = "The worker's answer is not one this step can give." });
        if (Width(next) > moment.Limits.FanOut)
            return Failing.Ended(run, found, row, moment, new StepError { Type = "too-many", Message = $"A fan-out has at most {moment.Limits.FanOut} parts." }, retryIn: null);
        return next is Continuation.Children && run.Depth >= moment.Limits.Depth
            ? Failing.Ended(run, found, row, moment, new StepError { Type = "too-deep", Message = $"Children are at most {moment.Limits.Depth} deep." }, retryIn: null)
            : null;
    }

    private static bool MayFollow(Dispatch row, Continuation next, Json state, StepCompleted outcome)
        => row.Kind == StepKind.Item == next is Continuation.Result
           && (row.Kind == StepKind.Item || !state.IsNone)
           && outcome.StateVersion >= outcome.GivenVersion;

    /// <summary>Its names can be kept, and the steps, signals and agents they name can exist.</summary>
    private static bool IsWellFormed(Continuation next) => next switch
    {
        Continuation.Step step => Names.IsKey(step.Name),
        Continuation.FanOut fan => Names.IsKey(fan.Name) && Names.IsKey(fan.Join) && fan.Items is not null,
        Continuation.Children children => Names.IsAgent(children.Agent) && Names.IsKey(children.Join) && children.Inputs is not null,
        Continuation.Ask ask => Names.IsKey(ask.Then) && ask.Question is not null,
        Continuation.WaitFor wait => Names.IsKey(wait.Then) && Names.IsKey(wait.Signal),
        Continuation.Sleep sleep => Names.IsKey(sleep.Then),
        Continuation.Fail fail => fail.Message is not null,
        _ => true,
    };

    private static Decision Applied(RunFacts run, Found found, Dispatch row, StepCompleted outcome, Moment moment)
    {
        var next = Next(found, row, outcome)!;
        var closed = Steps.Closed(row, moment, DispatchOutcome.Ok) with { Worker = outcome.Worker, Took = outcome.Took };
        if (next is Continuation.Result result) return Groups.Ended(run, found, closed with { Result = result.Value }, moment);

        // The document stays as the step found it, so that Retry runs the same step on the same state.
        if (next is Continuation.Fail fail)
        {
            var error = new StepError { Type = "fail", Message = fail.Message };
            return Endings.Failed(run, moment, error) with { ChangedRows = [closed with { Outcome = DispatchOutcome.Failed, Error = error }] };
        }

        var after = run with { Document = State(found, row, outcome), StateVersion = outcome.StateVersion };
        var decision = next switch
        {
            Continuation.Step step => Steps.GoOn(after, moment, step.Name, step.Input, Arrival.Step),
            Continuation.FanOut fan => Groups.FanOut(after, moment, fan),
            Continuation.Children children => Groups.Children(after, moment, children),
            Continuation.Ask ask => Awaiting.Ask(after, moment, ask),
            Continuation.WaitFor wait => Awaiting.Signal(after, found, moment, wait),
            Continuation.Sleep sleep => Awaiting.Sleep(after, moment, sleep),
            Continuation.Complete complete => Endings.Completed(after, complete.Value),
            _ => throw new InvalidOperationException($"There is no rule for the continuation {next.GetType().Name}."),
        };
        return decision with { ChangedRows = [closed, .. decision.ChangedRows] };
    }

    private static Json State(Found found, Dispatch row, StepCompleted outcome)
        => outcome.StateByDoor ? new Json(found.Payload(row.Seq, row.Attempt, PayloadKind.State)) : outcome.State;

    private static Continuation? Next(Found found, Dispatch row, StepCompleted outcome)
    {
        if (!outcome.NextByDoor) return outcome.Next;
        try
        {
            return new Json(found.Payload(row.Seq, row.Attempt, PayloadKind.Next)).As<Continuation>();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What came by message has been parsed; what came by the door has not.</summary>
    private static bool Parses(Json json)
    {
        try
        {
            return json.As<JsonElement>().ValueKind != JsonValueKind.Undefined;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Json Value(Continuation? next) => next switch
    {
        Continuation.Result result => result.Value,
        Continuation.Complete complete => complete.Value,
        Continuation.Step step => step.Input,
        _ => Json.None,
    };

    private static int Width(Continuation next) => next switch
    {
        Continuation.FanOut fan => fan.Items.Count,
        Continuation.Children children => children.Inputs.Count,
        _ => 0,
    };
}
