using System.Text.Json;
using Microsoft.Extensions.AI;
using QueueAgents.Contracts;

namespace QueueAgents.Samples.Rehearsal;

/// <summary>What was said so far, as a rehearsed model reads it.</summary>
internal sealed class Hearing
{
    private readonly Dictionary<string, List<string>> _results = new(StringComparer.Ordinal);

    public Hearing(IEnumerable<ChatMessage> messages)
    {
        // A result names its call, and a call its tool; names of calls are used again in later turns.
        var calls = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.User && Asked.Length == 0) Asked = message.Text;
            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent call) calls[call.CallId] = call.Name;
                else if (content is FunctionResultContent result && calls.TryGetValue(result.CallId, out var tool)) Take(tool, result.Result?.ToString() ?? "");
            }
        }
    }

    /// <summary>What the run was started with.</summary>
    public string Asked { get; } = "";

    /// <summary>What the last call of a tool came to; null where there was none.</summary>
    public string? Result(string tool) => Results(tool) is [.., var last] ? last : null;

    /// <summary>What all calls of a tool came to, in order.</summary>
    public IReadOnlyList<string> Results(string tool) => _results.TryGetValue(tool, out var results) ? results : [];

    /// <summary>Calls a tool.</summary>
    /// <param name="tool">Its name.</param>
    /// <param name="arguments">An object whose members are the arguments.</param>
    public static ChatMessage Call(string tool, object arguments) => new(
        ChatRole.Assistant, [new FunctionCallContent(tool, tool, JsonSerializer.SerializeToElement(arguments, Json.Options).Deserialize<Dictionary<string, object?>>())]);

    /// <summary>Answers with the type the agent returns.</summary>
    public static ChatMessage Say<T>(T result) => new(ChatRole.Assistant, Json.Of(result).Text);

    private void Take(string tool, string result)
    {
        if (!_results.TryGetValue(tool, out var results)) _results[tool] = results = [];
        results.Add(result);
    }
}
