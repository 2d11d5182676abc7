using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;

namespace QueueAgents.Http.Events;

/// <summary>Writes server-sent events. Flushing waits for the client, so nothing piles up here for one that does not read; and not for ever.</summary>
internal sealed class EventStream(PipeWriter output, TimeSpan patience, TimeProvider time)
{
    /// <summary>How long a client that lost the connection should wait before it comes back.</summary>
    public void Retry(int milliseconds) => Write($"retry: {milliseconds}\n\n");

    public void Transition(TransitionView transition) => Event($"id: {transition.Version}\nevent: transition", transition);

    /// <summary>Without an id: it is kept nowhere, so no client can go on after it, and its last id stays that of a transition.</summary>
    public void Text(LiveText text) => Event("event: text", TextView.Of(text));

    /// <summary>A comment: nothing has happened, and the connection stands.</summary>
    public void Heartbeat() => Write(":\n\n");

    /// <returns>Whether there is still somebody.</returns>
    /// <exception cref="TimeoutException">The client has left what was written unread for too long.</exception>
    public async Task<bool> FlushAsync(CancellationToken ct)
    {
        var flush = output.FlushAsync(ct);
        var flushed = flush.IsCompleted ? await flush : await flush.AsTask().WaitAsync(patience, time, ct);
        return flushed is { IsCompleted: false, IsCanceled: false };
    }

    private void Event<T>(string heading, T data)
    {
        Write($"{heading}\ndata: ");
        output.Write(JsonSerializer.SerializeToUtf8Bytes(data, JsonText.Line));
        Write("\n\n");
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);
}
