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
        if (found.Awaited(outcome.Seq, outcome.Attempt, outcome.Nonce, outcome.GivenVersion) is not { } row)
            return Budgets.Late(run, found, outcome.Nonce, outcome.Usage, outcome.Seq, outcome.Attempt, outcome.Worker);
        run = Budgets.Counted(run, outcome.Usage);
        if (row.Kind == StepKind.First) run = Budgets.Declared(run, outcome.Budget);
        var decision = Broken(run, found, row, outcome, moment) ?? Applied(run, found, row, outcome, moment);
        return decision with
        {
            Usage = outcome.Usage,
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
            || (outcome.NextByDoor && found.Payload(row.Seq, row.Attempt, PayloadKind.Next) is null)
            || (outcome.ItemsByDoor && found.Payload(row.Seq, row.Attempt, PayloadKind.Items) is null))
        {
            var missing = new StepError { Type = "payload-missing", Message = "What the step left at the door was not found there." };
            return Failing.Ended(run, found, row, moment, missing, retryIn: row.Failures + 1 < moment.Limits.MaxAttempts ? TimeSpan.Zero : null);
        }

        var state = State(found, row, outcome);
        var next = Next(found, row, outcome);
        var items = Transcript.Added(found, row, outcome);
        if (state.ByteCount > moment.Limits.StateBytes || Values(next).Any(value => value.ByteCount > moment.Limits.StateBytes) || Transcript.TooLarge(items, moment.Limits))
            return Failing.Ended(run, found, row, moment, new StepError { Type = "too-large", Message = $"An outcome or state is larger than {moment.Limits.StateBytes} bytes." }, retryIn: null);
        if (next is null || items is null || !Transcript.MayAdd(row, items) || !Remembering.IsWellFormed(outcome.Memory) || !IsWellFormed(next) || !MayFollow(row, next, state, outcome) || (outcome.StateByDoor && !Parses(state)))
            return Failing.Parks(run, row, moment, new StepError { Type = "bad-outcome", Message = "The worker's answer is not one this step can give." });
        if (Width(next) > moment.Limits.FanOut)
            return Failing.Ended(run, found, row, moment, new StepError { Type = "too-many", Message = $"A fan-out has at most {moment.Limits.FanOut} parts." }, retryIn: null);
        if (next is not Continuation.Fail && Remembering.Refused(run, found, row, outcome, moment) is { } refused) return refused;
        // Calls are kept for Retry instead, see Calling. The run may always end.
        if (next is (Continuation.Step or Continuation.FanOut or Continuation.Children) && Budgets.Reached(run) is { } spent)
            return Failing.Ended(run, found, row, moment, spent, retryIn: null);
        return next is (Continuation.Children or Continuation.Calls) && HasChildren(next) && run.Depth >= moment.Limits.Depth
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
        Continuation.Calls calls => Names.IsKey(calls.Join) && calls.Parts is { Count: > 0 } parts && parts.All(IsWellFormed),
        Continuation.Ask ask => Names.IsKey(ask.Then) && ask.Question is not null,
        Continuation.WaitFor wait => Names.IsKey(wait.Then) && Names.IsKey(wait.Signal),
        Continuation.Sleep sleep => Names.IsKey(sleep.Then),
        Continuation.Fail fail => fail.Message is not null && (fail.Type is null || Names.IsKey(fail.Type)),
        _ => true,
    };

    private static bool IsWellFormed(Call call) => call is not null
        && (call.Child ? Names.IsAgent(call.Step) : Names.IsKey(call.Step))
        && call.Ask is null or { Text: { Length: <= 4_000 }, Expires: null or { Ticks: > 0 } };

    private static Decision Applied(RunFacts run, Found found, Dispatch row, StepCompleted outcome, Moment moment)
    {
        var next = Next(found, row, outcome)!;
        var closed = Steps.Closed(row, moment, DispatchOutcome.Ok) with { Worker = outcome.Worker, Took = outcome.Took };
        var memory = Remembering.Rows(run, found, row, outcome, moment);
        if (next is Continuation.Result result) return Groups.Ended(run, found, closed with { Result = result.Value }, moment) with { Memory = memory };

        // The document and memory stay as the step found them, so that Retry runs the same step on the same state.
        if (next is Continuation.Fail fail)
        {
            var error = new StepError { Type = fail.Type ?? "fail", Message = fail.Message };
            return Endings.Failed(run, moment, error) with { ChangedRows = [closed with { Outcome = DispatchOutcome.Failed, Error = error }] };
        }

        var (added, items) = Transcript.Append(run, row, Transcript.Added(found, row, outcome)!);
        var after = added with { Document = State(found, row, outcome), StateVersion = outcome.StateVersion };
        var decision = next switch
        {
            Continuation.Step step => Steps.GoOn(after, moment, step.Name, step.Input, Arrival.Step),
            Continuation.FanOut fan => Groups.FanOut(after, moment, fan),
            Continuation.Children children => Groups.Children(after, moment, children),
            Continuation.Calls calls => Calling.Open(after, moment, calls),
            Continuation.Ask ask => Awaiting.Ask(after, moment, ask),
            Continuation.WaitFor wait => Awaiting.Signal(after, found, moment, wait),
            Continuation.Sleep sleep => Awaiting.Sleep(after, moment, sleep),
            Continuation.Complete complete => Endings.Completed(after, complete.Value),
            _ => throw new InvalidOperationException($"There is no rule for the continuation {next.GetType().Name}."),
        };
        return decision with { ChangedRows = [closed, .. decision.ChangedRows], Items = items, Memory = memory };
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

    private static IEnumerable<Json> Values(Continuation? next) => next switch
    {
        Continuation.Result result => [result.Value],
        Continuation.Complete complete => [complete.Value],
        Continuation.Step step => [step.Input],
        Continuation.Calls { Parts: { } parts } => parts.Where(part => part is not null).Select(part => part.Input),
        _ => [],
    };

    private static bool HasChildren(Continuation next) => next is not Continuation.Calls calls || calls.Parts.Any(call => call.Child);

    private static int Width(Continuation next) => next switch
    {
        Continuation.FanOut fan => fan.Items.Count,
        Continuation.Children children => children.Inputs.Count,
        Continuation.Calls calls => calls.Parts.Count,
        _ => 0,
    };
}
