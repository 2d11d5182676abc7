using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>Makes the message that ends an attempt; what is too large for it goes through the door first.</summary>
internal sealed class OutcomeWriter(WorkerIdentity me, WorkerOptions options, TimeProvider time)
{
    /// <summary>What comes next may hold a whole fan-out: so many times as large as one document.</summary>
    private const int FanOut = 16;

    public async Task<object> Completed(Attempt attempt, StepOutcome outcome, StepSession session, TimeSpan took, AttemptDoor door)
    {
        var parts = Parts(outcome.Next);
        var (state, next, items) = (outcome.State.ByteCount, parts.Sum(part => part.ByteCount), outcome.Items.Sum(item => item.Body.ByteCount));
        if (state > options.OutcomeLimit) return TooLarge(attempt, "state", options.OutcomeLimit, session, took);
        if (parts.Any(part => part.ByteCount > options.OutcomeLimit)) return TooLarge(attempt, "result or input", options.OutcomeLimit, session, took);
        if (next > FanOut * (long)options.OutcomeLimit) return TooLarge(attempt, "fan-out", FanOut * (long)options.OutcomeLimit, session, took);
        if (outcome.Items.Any(item => item.Body.ByteCount > options.OutcomeLimit)) return TooLarge(attempt, "transcript item", options.OutcomeLimit, session, took);
        if (items > FanOut * (long)options.OutcomeLimit) return TooLarge(attempt, "transcript", FanOut * (long)options.OutcomeLimit, session, took);

        var (stateByDoor, nextByDoor, itemsByDoor) = ByDoor(state, next, items);
        if (stateByDoor) await door.Write(PayloadKind.State, outcome.State, time, attempt.Token);
        if (nextByDoor) await door.Write(PayloadKind.Next, Json.Of(outcome.Next), time, attempt.Token);
        if (itemsByDoor) await door.Write(PayloadKind.Items, Json.Of(outcome.Items), time, attempt.Token);

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
            Effects = session.Effects.Records,
            Items = itemsByDoor ? [] : outcome.Items,
            ItemsByDoor = itemsByDoor,
            Memory = session.Memory.Writes,
            Usage = session.Usage,
            Budget = outcome.Budget,
            Took = took,
        };
        return nextByDoor ? completed : completed with { Next = outcome.Next };
    }

    public StepFailed Failed(Attempt attempt, StepFailure failure, StepSession? session, TimeSpan took) => new()
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
        Effects = session?.Effects.Records ?? [],
        Usage = session?.Usage,
        Took = took,
    };

    /// <summary>The largest go by the door until the rest fits in a message.</summary>
    private (bool State, bool Next, bool Items) ByDoor(int state, int next, int items)
    {
        var (left, limit) = (state + (long)next + items, options.InlineLimit);
        var by = new bool[3];
        foreach (var (size, part) in new[] { (state, 0), (next, 1), (items, 2) }.OrderByDescending(part => part.Item1))
        {
            if (left <= limit) break;
            by[part] = true;
            left -= size;
        }

        return (by[0], by[1], by[2]);
    }

    private StepFailed TooLarge(Attempt attempt, string what, long limit, StepSession session, TimeSpan took)
    {
        var message = $"The {what} is larger than {limit} bytes. Keep a reference to large data instead of the data.";
        return Failed(attempt, StepFailure.Of("too-large", message, retryable: false, TimeSpan.Zero), session, took);
    }

    private static IReadOnlyList<Json> Parts(Continuation next) => next switch
    {
        Continuation.Step step => [step.Input],
        Continuation.FanOut fan => fan.Items,
        Continuation.Children children => children.Inputs,
        Continuation.Calls calls => [.. calls.Parts.SelectMany(call => new[] { call.Input, new Json(call.Ask?.Text), new Json(call.Refused?.Message) })],
        Continuation.Ask ask => [new Json(ask.Question)],
        Continuation.Complete complete => [complete.Value],
        Continuation.Fail fail => [new Json(fail.Message)],
        Continuation.Result result => [result.Value],
        _ => [],
    };
}
