using System.Security.Cryptography;
using System.Text;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>How a run begins, and what a second submission under its id is told.</summary>
internal static class Submitting
{
    /// <summary>The first step of every agent.</summary>
    public const string FirstStep = "Begin";

    public static Decision Start(RunFacts none, Found found, SubmitRun submit, Moment moment)
        => Problem(submit, moment) is { } problem
            ? problem
            : Begin(Facts(none.RunId, submit, moment), moment);

    public static Decision StartChild(RunFacts none, Found found, SubmitChild child, Moment moment)
        => Problem(child.Run, moment) is { Reply: RunRejected refused }
            // A child that cannot even be started is a child that failed: its parent must hear of it.
            ? Endings.Failed(Facts(none.RunId, child, moment), moment, new StepError { Type = refused.Code, Message = refused.Reason })
            : Facts(none.RunId, child, moment) is var facts && Budgets.Reached(facts) is { } spent
                ? Endings.Failed(facts, moment, spent)
                : Begin(facts, moment);

    public static Decision Again(RunFacts run, Found found, SubmitRun submit, Moment moment)
        => run.SubmissionHash == Hash(submit)
            ? Decision.Already(run)
            : Decision.Reject(run.RunId, Rejections.DifferentBody, "A run with this id or key was submitted with another body.");

    public static Decision ChildAgain(RunFacts run, Found found, SubmitChild child, Moment moment) => Decision.Ignore("already");

    /// <summary>A worker has announced the agent of a Queued run.</summary>
    public static Decision Served(RunFacts run, Found found, AgentServed served, Moment moment)
        => moment.Served(run.Agent) is null ? Decision.Ignore("unserved") : Begin(run, moment);

    /// <summary>Dispatches the first step, or waits as Queued until somebody serves the agent.</summary>
    public static Decision Begin(RunFacts run, Moment moment)
    {
        var decision = moment.Served(run.Agent) is { } version
            ? Steps.GoOn(run with { StateVersion = version }, moment, FirstStep, Json.None, Arrival.Step)
            : new Decision { Run = run with { State = RunState.Queued }, Detail = "No worker serves this agent yet." };
        return decision with { Seq = decision.Run!.Seq, Step = decision.Run.Step };
    }

    private static RunFacts Facts(Guid runId, SubmitChild child, Moment moment) => Facts(runId, child.Run, moment) with
    {
        ParentRunId = child.ParentRunId,
        ParentSeq = child.ParentSeq,
        Depth = child.Depth,
        Loop = child.Budget is null && child.Until is null ? null : new LoopFacts { Budget = child.Budget, Until = child.Until },
    };

    private static RunFacts Facts(Guid runId, SubmitRun submit, Moment moment) => new()
    {
        RunId = runId,
        Tenant = submit.Tenant,
        Agent = submit.Agent,
        Key = submit.Key,
        Tags = submit.Tags,
        SubmissionHash = Hash(submit),
        State = RunState.None,
        Input = submit.Input,
        Pinned = submit.Pinned,
        Deadline = submit.Deadline,
        Trace = moment.Trace,
        CreatedAt = moment.Now,
        UpdatedAt = moment.Now,
    };

    private static Decision? Problem(SubmitRun submit, Moment moment)
    {
        var limits = moment.Limits;
        var reason =
            !Names.IsAgent(submit.Agent) ? "agent must match [a-z0-9-]{1,64}."
            : !Names.IsTenant(submit.Tenant) ? "tenant must be 1 to 64 letters, digits, '.', '_' or '-'."
            : submit.Key is not null && !Names.IsKey(submit.Key) ? "key must be 1 to 200 printable characters."
            : submit.Tags is { } tags && (tags.Count > limits.Tags || tags.Any(t => !Names.IsKey(t.Key) || !Names.IsKey(t.Value)))
                ? $"tags: at most {limits.Tags}, names and values of 1 to 200 printable characters."
            : submit.Deadline <= moment.Now ? "deadline has passed."
            : null;
        if (reason is not null) return Decision.Reject(submit.RunId, Rejections.Invalid, reason);
        return submit.Input.ByteCount > limits.InputBytes
            ? Decision.Reject(submit.RunId, Rejections.TooLarge, $"input is larger than {limits.InputBytes} bytes.")
            : null;
    }

    /// <summary>The same submission in another spelling (key order, white space) is the same submission.</summary>
    private static string Hash(SubmitRun submit)
    {
        var tags = submit.Tags is null ? "" : string.Join('\n', submit.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}\t{t.Value}"));
        var text = $"{submit.Agent}\n{submit.Tenant}\n{submit.Key}\n{submit.Deadline:O}\n{submit.Pinned}\n{tags}\n{submit.Input.Canonical().Text}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
