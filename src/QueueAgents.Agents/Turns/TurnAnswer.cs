using System.Text.Json;
using Microsoft.Extensions.AI;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>Makes of a model's answer what the run records.</summary>
internal static class TurnAnswer
{
    public static TurnResult Of(ChatResponse response, ModelInfo model, TurnRequest request, PriceTable prices)
    {
        var calls = new List<CallRequest>();
        var items = response.Messages.Where(message => message.Contents.Count > 0).Select(message => Write(message, model, request.Limits, calls)).ToArray();
        var usage = TurnUsage.Of(response.Usage);
        var name = response.ModelId ?? model.Id;
        var (returned, problem) = request.Returns is { } format && calls.Count == 0 ? format.Read(response.Text) : default;
        return new()
        {
            Items = items,
            Calls = calls,
            Text = response.Text,
            Returned = returned,
            ReturnedProblem = problem,
            Usage = usage,
            Cost = prices.CostOf(name, usage),
            Model = name,
            Provider = model.Provider,
            Finish = response.FinishReason?.Value ?? "stop",
        };
    }

    private static Json Write(ChatMessage message, ModelInfo model, TurnLimits limits, List<CallRequest> calls)
    {
        foreach (var call in message.Contents.OfType<FunctionCallContent>().ToArray())
        {
            var request = Read(call, limits, calls);
            calls.Add(request);
            // Written back as it was read: providers refuse a call without arguments, and two with one name.
            var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var argument in JsonSerializer.Deserialize<JsonElement>(request.Arguments.Text!).EnumerateObject()) arguments[argument.Name] = argument.Value;
            message.Contents[message.Contents.IndexOf(call)] = new FunctionCallContent(request.CallId, request.Name, arguments);
        }

        (message.AdditionalProperties ??= [])[Conversation.ProviderKey] = model.Provider;
        return ChatItems.Write(message);
    }

    private static CallRequest Read(FunctionCallContent call, TurnLimits limits, List<CallRequest> before)
    {
        var (arguments, problem) = Arguments(call);
        if (problem is null && before.Count >= limits.Calls) problem = $"At most {limits.Calls} calls are run per answer. Try next: call it again in your next answer, if it is still needed.";
        return new(Unique(call.CallId, before), call.Name, arguments, problem);
    }

    private static (Json Arguments, string? Problem) Arguments(FunctionCallContent call)
    {
        var nothing = new Json("{}");
        if (call.Exception is not null) return (nothing, "Its arguments are not valid JSON. Try next: call it again with one JSON object.");
        if (call.Arguments is null) return (nothing, null);
        try
        {
            var text = JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions);
            using var document = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false, MaxDepth = ChatItems.MaxDepth - 4 });
            return (Json.Of(document.RootElement), null);
        }
        catch (JsonException)
        {
            return (nothing, "Its arguments name a member twice, or are nested too deeply. Try next: call it again with simpler ones.");
        }
    }

    /// <summary>A result is found by its call's name, so each has its own within an answer.</summary>
    private static string Unique(string? callId, List<CallRequest> before)
    {
        var name = string.IsNullOrEmpty(callId) ? "call" : callId;
        for (var number = before.Count + 1; ; number++)
        {
            if (name.Length > 0 && before.TrueForAll(call => call.CallId != name)) return name;
            name = $"{callId}-{number}";
        }
    }
}
