using System.Diagnostics;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Rules;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Telemetry;
using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Sending;

/// <summary>
/// The message of an open row. It follows from the rows alone, so it is the same at the first sending, at every repeat and after the
/// broker has lost everything, but that what is sent again must be claimed first; that is why no copy of it is stored. // R9
/// </summary>
internal static class StepMessages
{
    /// <summary>The step as it travels.</summary>
    /// <param name="step">The step.</param>
    /// <param name="id">The same however often it is sent.</param>
    /// <param name="trace">What it belongs to. The commit loop serves many runs: it is not the one that happens to be current.</param>
    /// <param name="now">By the sender's clock.</param>
    /// <param name="activity">Ends when it is sent; null where nobody traces.</param>
    public static StepMessage Sent(ExecuteStep step, Guid id, ActivityContext trace, DateTimeOffset now, out Activity? activity)
    {
        activity = Meters.Source.HasListeners() ? Meters.Source.StartActivity($"dispatch {step.Agent}", ActivityKind.Producer, trace) : null;
        return new StepMessage { Id = id, SentAt = now.ToUnixTimeMilliseconds(), Trace = activity?.Id ?? new Cause(id, trace).TraceParent, Execute = step };
    }

    public static ExecuteStep Of(RunFacts run, Dispatch row, Limits limits)
    {
        // The first step is given the run's input; the agent makes its state of it.
        var state = row.Kind == StepKind.First ? run.Input : run.Document;
        var stateByDoor = state.ByteCount > limits.InlineBytes;
        var inputByDoor = row.Input.ByteCount > limits.InlineBytes;
        return new ExecuteStep
        {
            RunId = run.RunId,
            Seq = row.Seq,
            Attempt = row.Attempt,
            Nonce = row.Nonce,
            Agent = run.Agent,
            Tenant = run.Tenant,
            Step = row.Step,
            Kind = row.Kind,
            StateVersion = row.StateVersion,
            State = stateByDoor ? Json.None : state,
            StateByDoor = stateByDoor,
            Input = inputByDoor ? Json.None : row.Input,
            InputByDoor = inputByDoor,
            Arrival = row.Arrival,
            JoinFirst = row.JoinFirst,
            JoinCount = row.JoinCount,
            // A step that has killed a worker before is claimed before it runs, so that it kills one at a time.
            ClaimFirst = row.Lost > 0,
            Pinned = run.Pinned,
            Deadline = run.Loop?.Until is { } until && !(run.Deadline <= until) ? until : run.Deadline,
            Items = row.Kind == StepKind.Item ? 0 : run.Loop?.Items ?? 0,
            Digest = row.Kind == StepKind.Item ? null : run.Loop?.Digest,
            Left = row.Kind == StepKind.Item ? null : run.Loop?.Left,
            Approved = row.Request is { Answer: { Approved: true } answer } request ? new Approval(request.Hash, answer.By, answer.Reason) : null,
        };
    }
}
