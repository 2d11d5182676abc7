using Microsoft.Extensions.Logging;

namespace QueueAgents.Worker;

/// <summary>All a worker logs. Names and numbers only: no state, no input, no nonce.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "Worker {Instance} takes steps from {Queues}")]
    public static partial void WorkerStarted(this ILogger log, string instance, string queues);

    [LoggerMessage(3001, LogLevel.Warning, "Worker stops while {Count} steps run; they are repeated elsewhere")]
    public static partial void StepsLeft(this ILogger log, int count);

    [LoggerMessage(3002, LogLevel.Warning, "Worker {Instance} could not send {Message}: may this broker user write to exchange {Exchange}, and is the broker up?")]
    public static partial void NotAnnounced(this ILogger log, string instance, string message, string exchange, Exception exception);

    [LoggerMessage(3003, LogLevel.Information, "Worker {Instance} is heard again")]
    public static partial void AnnouncedAgain(this ILogger log, string instance);

    [LoggerMessage(3004, LogLevel.Information, "Worker {Instance} drains, as {By} asks: it takes nothing more and finishes {Count} steps")]
    public static partial void Draining(this ILogger log, string instance, string by, int count);

    [LoggerMessage(3005, LogLevel.Information, "Worker {Instance} is drained")]
    public static partial void Drained(this ILogger log, string instance);

    [LoggerMessage(3010, LogLevel.Warning, "Step {Step} of agent {Agent} failed: {Error} (run {RunId}, seq {Seq}, attempt {Attempt})")]
    public static partial void StepFailed(this ILogger log, Guid runId, int seq, int attempt, string agent, string step, string error, Exception exception);

    [LoggerMessage(3011, LogLevel.Debug, "Attempt superseded, nothing reported (run {RunId}, seq {Seq}, attempt {Attempt})")]
    public static partial void StepSuperseded(this ILogger log, Guid runId, int seq, int attempt);

    [LoggerMessage(3012, LogLevel.Warning, "Step {Step} of agent {Agent} does not look at its token and is given up; its code still runs (run {RunId}, seq {Seq}, attempt {Attempt})")]
    public static partial void StepGivenUp(this ILogger log, Guid runId, int seq, int attempt, string agent, string step);

    [LoggerMessage(3013, LogLevel.Debug, "Claim refused: {Reason} (run {RunId}, seq {Seq}, attempt {Attempt})")]
    public static partial void ClaimRefused(this ILogger log, Guid runId, int seq, int attempt, string reason);

    [LoggerMessage(3014, LogLevel.Debug, "No server answered {Call} (run {RunId}, seq {Seq})")]
    public static partial void DoorSilent(this ILogger log, string call, Guid runId, int seq);

    [LoggerMessage(3015, LogLevel.Warning, "Outcome not sent yet (run {RunId}, seq {Seq}, attempt {Attempt})")]
    public static partial void OutcomeNotSent(this ILogger log, Guid runId, int seq, int attempt, Exception exception);

    [LoggerMessage(3016, LogLevel.Error, "Outcome lost, the step is repeated (run {RunId}, seq {Seq}, attempt {Attempt})")]
    public static partial void OutcomeLost(this ILogger log, Guid runId, int seq, int attempt, Exception exception);

    [LoggerMessage(3017, LogLevel.Debug, "The step that came with the answer to seq {Seq} of run {RunId}, or after it, was not taken; it comes by its queue")]
    public static partial void NotGoneOn(this ILogger log, Guid runId, int seq, Exception exception);
}
