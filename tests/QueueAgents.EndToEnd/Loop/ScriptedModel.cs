using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using QueueAgents.EndToEnd.Fleet;

namespace QueueAgents.EndToEnd.Loop;

/// <summary>
/// A model that keeps to a script: its answer follows from how often it has answered in the conversation it is shown, so a repeated turn is
/// the same turn. What it is shown is noted.
/// </summary>
internal sealed class ScriptedModel(Notebook notes, params Func<IReadOnlyList<ChatMessage>, ChatMessage>[] turns) : IChatClient
{
    /// <summary>The same turn for ever.</summary>
    public static ScriptedModel Always(Notebook notes, Func<IReadOnlyList<ChatMessage>, ChatMessage> turn) => new(notes, [.. Enumerable.Repeat(turn, 1_000)]);

    public static ChatMessage Say(string text) => new(ChatRole.Assistant, text);

    public static ChatMessage Call(params (string Tool, object Arguments)[] calls) => new(ChatRole.Assistant,
    [
        .. calls.Select((call, place) => (AIContent)new FunctionCallContent(
            $"call_{place}", call.Tool, JsonSerializer.SerializeToElement(call.Arguments).Deserialize<Dictionary<string, object?>>())),
    ]);

    /// <summary>What the tools of the last turn answered, in the order in which the model reads it.</summary>
    public static IReadOnlyList<string> Results(IReadOnlyList<ChatMessage> messages)
        => [.. messages.Reverse().TakeWhile(m => m.Role == ChatRole.Tool).Reverse().SelectMany(m => m.Contents.OfType<FunctionResultContent>()).Select(r => r.Result?.ToString() ?? "")];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var shown = messages.ToList();
        var turn = shown.Count(m => m.Role == ChatRole.Assistant);
        notes.Write($"turn {turn}");
        return Task.FromResult(new ChatResponse(turns[turn](shown))
        {
            ModelId = "scripted",
            FinishReason = ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 60, OutputTokenCount = 40, TotalTokenCount = 100 },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
