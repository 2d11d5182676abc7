using System.Text;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>Makes the message that ends an attempt; what is too large for it goes through the door first.</summary>
internal sealed class OutcomeWriter(WorkerIdentity me, WorkerOptions options, TimeProvider time)
{
    /// <summary>What comes next may hold a whole fan-out: so many times as large as one document.</summary>
    private const int FanOut = 16;

    public async Task<object> Completed(Attempt attempt, StepOutcome outcome, IReadOnlyList<EffectRecord> effects, TimeSpan took, AttemptDoor door)
    {
        var parts = Parts(outcome.Next);
        var (state, next) = (Size(outcome.State), parts.Sum(Size));
        if (state > options.OutcomeLimit) return TooLarge(attempt, "state", options.OutcomeLimit, effects, took);
        if (parts.Any(part => Size(part) > options.OutcomeLimit)) return TooLarge(attempt, "result or input", options.OutcomeLimit, effects, took);
        if (next > FanOut * (long)options.OutcomeLimit) return TooLarge(attempt, "fan-out", FanOut * (long)options.OutcomeLimit, effects, took);

        var stateByDoor = state > options.InlineLimit || (state + next > options.InlineLimit && state >= next);
        var nextByDoor = next > options.InlineLimit || (state + next > options.InlineLimit && !stateByDoor);
        if (stateByDoor) await door.Write(PayloadKind.State, outcome.State, time, attempt.Token);
        if (nextByDoor) await door.Write(PayloadKind.Next, Json.Of(outcome.Next), time, attempt.Token);

        var order = attempt.Order;
        var completed = new StepCompleted
        {
            RunId = order.RunId,
            Seq = order.Seq,
            Attempt = order.Attempt,
            Nonce = order.Nonce,
            Worker = me.Instance,
            GivenVersion = order.StateVersion,
            StateVersion = outcome.State.IsNone ? order.StateVersion : attempt.Agent.Definition.States.Version,
            State = stateByDoor ? Json.None : outcome.State,
            StateByDoor = stateByDoor,
            NextByDoor = nextByDoor,
            Effects = effects,
            Took = took,
        };
        return nextByDoor ? completed : completed with { Next = outcome.Next };
    }

    public StepFailed Failed(Attempt attempt, StepFailure failure, IReadOnlyList<EffectRecord> effects, TimeSpan took) => new()
    {
        RunId = attempt.Order.RunId,
        Seq = attempt.Order.Seq,
        Attempt = attempt.Order.Attempt,
        Nonce = attempt.Order.Nonce,
        Worker = me.Instance,
        GivenVersion = attempt.Order.StateVersion,
        Error = failure.Error,
        Park = failure.Park,
        Retryable = failure.Retryable,
        RetryIn = failure.RetryIn,
        MaxAttempts = attempt.Policy.MaxAttempts,
        Effects = effects,
        Took = took,
    };

    private StepFailed TooLarge(Attempt attempt, string what, long limit, IReadOnlyList<EffectRecord> effects, TimeSpan took)
    {
        var message = $"The {what} is larger than {limit} bytes. Keep a reference to large data instead of the data.";
        return Failed(attempt, StepFailure.Of("too-large", message, retryable: false, TimeSpan.Zero), effects, took);
    }

    private static int Size(Json json) => json.Text is { } text ? Encoding.UTF8.GetByteCount(text) : 0;

    private static IReadOnlyList<Json> Parts(Continuation next) => next switch
    {
        Continuation.Step step => [step.Input],
        Continuation.FanOut fan => fan.Items,
        Continuation.Children children => children.Inputs,
        Continuation.Ask ask => [new Json(ask.Question)],
        Continuation.Complete complete => [complete.Value],
        Continuation.Fail fail => [new Json(fail.Message)],
        Continuation.Result result => [result.Value],
        _ => [],
    };
}
