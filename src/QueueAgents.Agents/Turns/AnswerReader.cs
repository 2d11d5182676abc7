using System.Text;
using Microsoft.Extensions.AI;

namespace QueueAgents.Agents;

/// <summary>Reads one answer as it comes, within its bound and to its end.</summary>
internal static class AnswerReader
{
    /// <exception cref="ModelFailedException">It is too large, or it ends in the middle.</exception>
    public static async Task<ChatResponse> Read(
        IChatClient client, IReadOnlyList<ChatMessage> messages, ChatOptions options, TurnRequest request, CancellationToken cancellationToken)
    {
        var updates = new List<ChatResponseUpdate>();
        var size = 0L;
        request.OnAnswer?.Invoke();
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
            size += update.Contents.Sum(Size);
            if (size > request.Limits.AnswerBytes)
            {
                throw new ModelFailedException(ModelFailure.TooLarge, $"The model's answer is larger than {request.Limits.AnswerBytes} bytes.") { Usage = Used(updates) };
            }

            if (request.OnText is { } tell && update.Text is { Length: > 0 } text) tell(text);
        }

        var response = updates.ToChatResponse();
        return response.FinishReason is not null
            ? response
            : throw new ModelFailedException(ModelFailure.Transient, "The model's answer ends in the middle.") { Usage = TurnUsage.Of(response.Usage) };
    }

    private static TurnUsage Used(IEnumerable<ChatResponseUpdate> updates) => TurnUsage.Of(updates.ToChatResponse().Usage);

    private static long Size(AIContent content) => content switch
    {
        TextContent text => Encoding.UTF8.GetByteCount(text.Text),
        TextReasoningContent thought => Encoding.UTF8.GetByteCount(thought.Text) + (thought.ProtectedData?.Length ?? 0),
        FunctionCallContent call => call.Name.Length + (call.Arguments?.Sum(argument => (long)argument.Key.Length + (argument.Value?.ToString()?.Length ?? 4)) ?? 0),
        DataContent data => data.Data.Length,
        _ => 0,
    };
}
