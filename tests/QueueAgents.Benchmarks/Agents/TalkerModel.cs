using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace QueueAgents.Benchmarks.Agents;

/// <summary>Stands in for a model. What it answers follows from how much it is shown, so a turn that is repeated comes to the same.</summary>
internal sealed class TalkerModel : IChatClient
{
    public const string Id = "talker";
    public const string Tool = "read_page";

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        // Each turn calls once, so that a message is an item.
        var shown = messages.ToList();
        var enough = shown.Count + 1 >= int.Parse(shown[0].Text, CultureInfo.InvariantCulture);
        return Task.FromResult(new ChatResponse(enough ? Say(shown.Count + 1) : Call(shown.Count))
        {
            ModelId = Id,
            FinishReason = enough ? ChatFinishReason.Stop : ChatFinishReason.ToolCalls,
            Usage = new UsageDetails { InputTokenCount = shown.Count, OutputTokenCount = 1, TotalTokenCount = shown.Count + 1 },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("benchmark", null, Id) : null;

    public void Dispose()
    {
    }

    private static ChatMessage Say(int items) => new(ChatRole.Assistant, items.ToString(CultureInfo.InvariantCulture));

    private static ChatMessage Call(int page) => new(ChatRole.Assistant, [new FunctionCallContent("call", Tool, new Dictionary<string, object?> { ["page"] = page })]);
}
