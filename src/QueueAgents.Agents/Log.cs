using Microsoft.Extensions.Logging;

namespace QueueAgents.Agents;

/// <summary>All that is logged about models and tools. Names and numbers only: no arguments, no results, nothing a model said.</summary>
internal static partial class Log
{
    [LoggerMessage(3100, LogLevel.Warning, "Tool {Tool} did not end within {Timeout} (run {RunId}, seq {Seq})")]
    public static partial void ToolTimedOut(this ILogger log, string tool, TimeSpan timeout, Guid runId, int seq);

    [LoggerMessage(3101, LogLevel.Warning, "Tool {Tool} threw what is not for a model (run {RunId}, seq {Seq})")]
    public static partial void ToolCrashed(this ILogger log, string tool, Guid runId, int seq, Exception exception);

    [LoggerMessage(3110, LogLevel.Warning, "Model {Model} has failed: {Kind} (run {RunId}, seq {Seq}, attempt {Attempt})")]
    public static partial void ModelFailed(this ILogger log, string model, string kind, Guid runId, int seq, int attempt);

    [LoggerMessage(3111, LogLevel.Warning, "There is no price of model {Model}: its turns have no cost. Add it to QueueAgents:Prices, with zeros where it is free")]
    public static partial void NoPrice(this ILogger log, string model);
}
