using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Telemetry;

/// <summary>The server's log lines. One Information line per transition; no payload, no nonce.</summary>
internal static partial class Log
{
    public static void Transitioned(this ILogger log, Transition t)
    {
        Meters.Transitions.Add(1, new("event", t.Event), new("to", t.To.ToString()));
        Transitioned(log, t.RunId, t.From, t.To, t.Event, t.Version, t.Seq, t.Attempt);
    }

    [LoggerMessage(1000, LogLevel.Information, "Run {RunId} {From} -> {To} on {Event} (version {Version}, step {Seq}, attempt {Attempt})")]
    private static partial void Transitioned(ILogger log, Guid runId, Contracts.RunState from, Contracts.RunState to, string Event, int version, int seq, int attempt);

    [LoggerMessage(1001, LogLevel.Warning, "The database does not answer ({Reason}); trying again in {Wait}")]
    public static partial void DatabaseAway(this ILogger log, string reason, TimeSpan wait);

    [LoggerMessage(1002, LogLevel.Warning, "The outcome of a commit of {Runs} runs is unknown ({Reason}); reading what is there")]
    public static partial void CommitUnknown(this ILogger log, string reason, int runs);

    [LoggerMessage(1003, LogLevel.Error, "Run {RunId} could not be committed")]
    public static partial void CommitFailed(this ILogger log, Exception thrown, Guid runId);

    [LoggerMessage(1010, LogLevel.Warning, "No queue {Queue} takes a step of run {RunId}: no worker serves it")]
    public static partial void Unserved(this ILogger log, Guid runId, string queue);

    [LoggerMessage(1011, LogLevel.Debug, "{Message} of run {RunId} was not sent ({Reason}); the relay will send it")]
    public static partial void NotSent(this ILogger log, string message, Guid runId, string reason);

    [LoggerMessage(1020, LogLevel.Warning, "{Loop} stumbled: {Reason}")]
    public static partial void LoopStumbled(this ILogger log, string loop, string reason);

    [LoggerMessage(1021, LogLevel.Warning, "The broker has lost its data: {Rows} open steps and messages are sent again")]
    public static partial void BrokerWiped(this ILogger log, int rows);

    [LoggerMessage(1022, LogLevel.Information, "Worker {Instance} serves {Agents}")]
    public static partial void WorkerSeen(this ILogger log, string instance, string agents);

    [LoggerMessage(1023, LogLevel.Information, "Worker {Instance} is gone")]
    public static partial void WorkerGone(this ILogger log, string instance);

    [LoggerMessage(1024, LogLevel.Warning, "What is due of run {RunId} could not be attended to ({Reason}); it is tried again")]
    public static partial void NotAttended(this ILogger log, Guid runId, string reason);

    [LoggerMessage(1025, LogLevel.Warning, "What a worker said or asked was dropped: the database does not answer ({Reason})")]
    public static partial void DoorShut(this ILogger log, string reason);

    [LoggerMessage(1026, LogLevel.Debug, "{Message} did not reach its asker ({Reason})")]
    public static partial void NotAnswered(this ILogger log, string message, string reason);

    [LoggerMessage(1027, LogLevel.Debug, "The end of run {RunId}, which somebody waits for, could not be looked for ({Reason}); it is tried again")]
    public static partial void NotSeen(this ILogger log, Guid runId, string reason);

    [LoggerMessage(1028, LogLevel.Debug, "This server shares new work with others: {PerCommit:0} messages in a commit, the longest took {Longest}, faults: {Failed}, many requests wait: {Crowded}")]
    public static partial void PlaceGivenUp(this ILogger log, double perCommit, TimeSpan longest, bool failed, bool crowded);

    [LoggerMessage(1029, LogLevel.Debug, "This server takes new work ahead of younger ones again")]
    public static partial void PlaceTaken(this ILogger log);

    [LoggerMessage(1030, LogLevel.Debug, "{Message} for run {RunId} changed nothing: {Why}")]
    public static partial void Ignored(this ILogger log, string message, Guid runId, string why);

    [LoggerMessage(1031, LogLevel.Warning, "A message on {Queue} was refused: {Reason}")]
    public static partial void Refused(this ILogger log, string? queue, string reason);
}
