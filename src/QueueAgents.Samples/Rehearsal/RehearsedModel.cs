using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace QueueAgents.Samples.Rehearsal;

/// <summary>
/// Stands in for a model, without a network or a key. What it answers follows from what was said and from nothing else, so a turn that is
/// repeated, by whichever worker, comes to the same.
/// </summary>
internal sealed class RehearsedModel(Func<Hearing, ChatMessage> answer) : IChatClient
{
    public const string Id = "rehearsed";

    // As a rule of thumb says; a rehearsal that used nothing would show nothing of budgets.
    private const int LettersPerToken = 4;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var heard = messages.ToList();
        var said = answer(new Hearing(heard));
        var (input, output) = (heard.Sum(Tokens), Tokens(said));
        return Task.FromResult(new ChatResponse(said)
        {
            ModelId = Id,
            FinishReason = said.Contents.Any(content => content is FunctionCallContent) ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("rehearsal", null, Id) : null;

    public void Dispose()
    {
    }

    private static long Tokens(ChatMessage message) => message.Contents.Sum(content => content switch
    {
        TextContent text => text.Text.Length,
        FunctionResultContent result => result.Result?.ToString()?.Length ?? 0,
        FunctionCallContent call => call.Name.Length + (call.Arguments?.Sum(argument => argument.Key.Length + (argument.Value?.ToString()?.Length ?? 4)) ?? 0),
        _ => 0,
    } / LettersPerToken) + 1;
}
