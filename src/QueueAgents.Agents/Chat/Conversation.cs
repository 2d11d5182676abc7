using Microsoft.Extensions.AI;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>A transcript as a provider accepts it.</summary>
internal static class Conversation
{
    /// <summary>On each answer: whose model gave it.</summary>
    public const string ProviderKey = "queueagents.provider";

    /// <summary>
    /// Puts the results of one answer's calls into one message, in call order and one for each call, as providers demand; and leaves out what
    /// one provider's models thought where another's are asked: its signatures would be refused.
    /// </summary>
    public static List<ChatMessage> For(string provider, IReadOnlyList<Json> items)
    {
        var messages = new List<ChatMessage>(items.Count);
        var results = new Dictionary<string, FunctionResultContent>(StringComparer.Ordinal);
        List<FunctionCallContent> open = [];
        foreach (var message in items.Select(ChatItems.Read))
        {
            if (message.Role == ChatRole.Tool)
            {
                foreach (var result in message.Contents.OfType<FunctionResultContent>()) results.TryAdd(result.CallId, result); // The first is the recorded one.
                continue;
            }

            Close();
            if (message.Role == ChatRole.Assistant) open = Answer(provider, message);
            messages.Add(message);
        }

        Close();
        return messages;

        void Close()
        {
            if (open.Count > 0) messages.Add(new(ChatRole.Tool, [.. open.Select(call => results.GetValueOrDefault(call.CallId) ?? NotRun(call))]));
            open = [];
            results.Clear();
        }
    }

    private static List<FunctionCallContent> Answer(string provider, ChatMessage message)
    {
        if (message.AdditionalProperties?.GetValueOrDefault(ProviderKey)?.ToString() != provider)
        {
            message.Contents = [.. message.Contents.Where(content => content is not TextReasoningContent)];
        }

        return [.. message.Contents.OfType<FunctionCallContent>()];
    }

    private static FunctionResultContent NotRun(FunctionCallContent call) => ToolResults.Of(call.CallId, "Error: This call was not run.", isError: true);
}
