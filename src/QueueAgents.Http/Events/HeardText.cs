using System.Threading.Channels;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Transport;

namespace QueueAgents.Http.Events;

/// <summary>What models of one run say, for one client, until disposed. For one that does not read along the oldest pieces are dropped.</summary>
internal sealed class HeardText : IDisposable
{
    private const int Most = 64;

    private readonly Channel<LiveText> _heard = Channel.CreateBounded<LiveText>(
        new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly IDisposable _listening;
    private (int Seq, int Attempt) _over;

    public HeardText(ILive live, Guid runId) => _listening = live.Listen(runId, text => _heard.Writer.TryWrite(text));

    /// <summary>Ends when there may be something to take.</summary>
    public Task SomethingAsync(CancellationToken ct) => _heard.Reader.WaitToReadAsync(ct).AsTask();

    /// <summary>What has been said since, but for what a transition the client has seen has made a thing of the past.</summary>
    public IEnumerable<LiveText> Take()
    {
        while (_heard.Reader.TryRead(out var text))
            if ((text.Seq, text.Attempt).CompareTo(_over) > 0) yield return text;
    }

    /// <summary>The client has seen how this attempt ended: the transcript has what was said, or it is void.</summary>
    public void Over(Transition seen)
    {
        if ((seen.Seq, seen.Attempt).CompareTo(_over) > 0) _over = (seen.Seq, seen.Attempt);
    }

    public void Dispose() => _listening.Dispose();
}
