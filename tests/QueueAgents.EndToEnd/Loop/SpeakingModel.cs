using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using QueueAgents.EndToEnd.Fleet;

namespace QueueAgents.EndToEnd.Loop;

/// <summary>
/// A model that speaks word by word: a greeting, then nothing until the gate <c>go on</c> is open, then the rest. Asked to be torn, its first
/// answer ends in the middle instead.
/// </summary>
internal sealed class SpeakingModel(Notebook notes) : IChatClient
{
    private int _answers;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var asked = messages.First().Text;
        await notes.Gate($"begin {asked}", cancellationToken);
        var torn = asked == "torn" && Interlocked.Increment(ref _answers) == 1;
        foreach (var word in torn ? new[] { "These words ", "are torn.\n" } : [$"Hello, {asked}", ".\n"]) yield return new(ChatRole.Assistant, word);
        await notes.Gate(torn ? "tear" : "go on", cancellationToken);
        if (torn) yield break;
        yield return new(ChatRole.Assistant, "Goodbye\u001b[2J.") { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
