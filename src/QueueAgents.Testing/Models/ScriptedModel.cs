using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using QueueAgents.Agents;

namespace QueueAgents.Testing;

/// <summary>A model that answers by a script. Make it with <see cref="Model.Script"/>; one serves any number of conversations.</summary>
public sealed class ScriptedModel : IChatClient
{
    private readonly Func<ScriptedTurn, ScriptedTurn>[] _turns = [];
    private readonly Func<ScriptedTurn, ScriptedTurn>? _any;
    private readonly ConcurrentDictionary<string, int> _attempts = new(StringComparer.Ordinal);
    private int _asked;

    internal ScriptedModel(Func<ScriptedTurn, ScriptedTurn>[] turns) => _turns = turns;

    internal ScriptedModel(Func<ScriptedTurn, ScriptedTurn> any) => _any = any;

    /// <summary>How often it was asked, repetitions included.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Play([.. messages], options).Response());
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        await Task.CompletedTask;
        foreach (var update in Play([.. messages], options).Updates())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("scripted", null, "script")
            : serviceKey is null && serviceType?.IsInstanceOfType(this) is true ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private ScriptedTurn Play(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        Interlocked.Increment(ref _asked);
        var number = messages.Count(message => message.Role == ChatRole.Assistant) + 1;
        if (_any is null && number > _turns.Length)
        {
            throw new ModelFailedException(ModelFailure.Permanent, $"The script has {_turns.Length} turns, and turn {number} was asked for.");
        }

        var attempt = _attempts.AddOrUpdate(RequestContent.Key(messages, options), 1, (_, before) => before + 1);
        return (_any ?? _turns[number - 1])(new(number, attempt, messages, options));
    }
}
