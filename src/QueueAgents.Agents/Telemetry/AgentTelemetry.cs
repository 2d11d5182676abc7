using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace QueueAgents.Agents;

/// <summary>Spans and measures of what agents do: model turns and calls of tools, below the span of their step.</summary>
/// <param name="contents">Whether spans carry what was said; false by default everywhere.</param>
internal sealed class AgentTelemetry(bool contents)
{
    private static readonly ActivitySource Source = new(GenAi.Source);
    private static readonly Meter Meter = new(GenAi.Source);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(GenAi.OperationDuration, "s", "How long a model turn or a call of a tool took.");
    private static readonly Histogram<long> Tokens = Meter.CreateHistogram<long>(GenAi.TokenUsage, "{token}", "Tokens of a model turn.");

    public static Activity? BeginChat(TurnRequest request, ModelInfo model)
    {
        var activity = Source.StartActivity($"{GenAi.Chat} {model.Id}", ActivityKind.Client);
        return activity?
            .SetTag(GenAi.OperationName, GenAi.Chat)
            .SetTag(GenAi.ProviderName, model.Provider)
            .SetTag(GenAi.RequestModel, model.Id)
            .SetTag(GenAi.AgentName, request.Agent)
            .SetTag(GenAi.ConversationId, request.RunId)
            .SetTag(GenAi.OutputType, request.Returns is null ? "text" : "json")
            .SetTag(GenAi.Model, model.Name)
            .SetTag(GenAi.RunId, request.RunId)
            .SetTag(GenAi.Seq, request.Seq)
            .SetTag(GenAi.Attempt, request.Attempt);
    }

    public void EndChat(Activity? activity, TurnRequest request, TurnResult result, string? responseId, TimeSpan took)
    {
        Measure(GenAi.Chat, took, result.Provider, result.Model, error: null);
        Count("input", result.Usage.Input, result);
        Count("output", result.Usage.Output, result);
        activity?
            .SetTag(GenAi.ResponseModel, result.Model)
            .SetTag(GenAi.ResponseId, responseId)
            .SetTag(GenAi.FinishReasons, new[] { result.Finish })
            .SetTag(GenAi.InputTokens, result.Usage.Input)
            .SetTag(GenAi.OutputTokens, result.Usage.Output)
            .SetTag(GenAi.CacheReadTokens, result.Usage.Cached)
            .SetTag(GenAi.CacheWriteTokens, result.Usage.CacheWrite)
            .SetTag(GenAi.ReasoningTokens, result.Usage.Reasoning)
            .SetTag(GenAi.Cost, result.Cost is { } cost ? (double)cost : null);
        if (!contents || activity is null) return;
        activity
            .SetTag(GenAi.SystemInstructions, request.Instructions)
            .SetTag(GenAi.InputMessages, $"[{string.Join(',', request.Items)}]")
            .SetTag(GenAi.OutputMessages, $"[{string.Join(',', result.Items)}]");
    }

    public static void FailChat(Activity? activity, ModelInfo model, ModelFailedException failure, TimeSpan took)
    {
        Measure(GenAi.Chat, took, model.Provider, model.Id, failure.Kind);
        activity?.SetTag(GenAi.ErrorType, failure.Kind).SetStatus(ActivityStatusCode.Error, failure.Kind);
    }

    public static Activity? BeginTool(Tool tool, ToolCall call)
    {
        var activity = Source.StartActivity($"{GenAi.ExecuteTool} {tool.Name}");
        return activity?
            .SetTag(GenAi.OperationName, GenAi.ExecuteTool)
            .SetTag(GenAi.ToolName, tool.Name)
            .SetTag(GenAi.ToolType, "function")
            .SetTag(GenAi.ToolDescription, tool.Declaration.Description)
            .SetTag(GenAi.ToolCallId, call.CallId)
            .SetTag(GenAi.AgentName, call.Agent)
            .SetTag(GenAi.ConversationId, call.RunId)
            .SetTag(GenAi.RunId, call.RunId)
            .SetTag(GenAi.Seq, call.Seq)
            .SetTag(GenAi.Attempt, call.Attempt);
    }

    public void EndTool(Activity? activity, PreparedCall call, ToolAnswer answer, TimeSpan took)
    {
        var error = answer.IsError ? answer.Verdict.ToString() : null;
        Duration.Record(took.TotalSeconds, new(GenAi.OperationName, GenAi.ExecuteTool), new(GenAi.ToolName, call.Tool!.Name), new(GenAi.ErrorType, error));
        activity?.SetTag(GenAi.Verdict, answer.Verdict.ToString()).SetTag(GenAi.ErrorType, error);
        if (error is not null) activity?.SetStatus(ActivityStatusCode.Error, error);
        if (contents) activity?.SetTag(GenAi.ToolCallArguments, call.Request.Arguments.Text).SetTag(GenAi.ToolCallResult, answer.Text);
    }

    private static void Measure(string operation, TimeSpan took, string provider, string model, string? error) => Duration.Record(
        took.TotalSeconds,
        new(GenAi.OperationName, operation),
        new(GenAi.ProviderName, provider),
        new(GenAi.RequestModel, model),
        new(GenAi.ErrorType, error));

    private static void Count(string kind, long tokens, TurnResult result) => Tokens.Record(
        tokens,
        new(GenAi.OperationName, GenAi.Chat),
        new(GenAi.ProviderName, result.Provider),
        new(GenAi.ResponseModel, result.Model),
        new(GenAi.TokenType, kind));
}
