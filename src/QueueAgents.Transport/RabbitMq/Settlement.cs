using System.Threading.Channels;
using RabbitMQ.Client;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>
/// Acknowledges what a channel has delivered. Messages end in any order; those that end together are acknowledged together, and a long one
/// does not keep the others from being acknowledged. One at a time speaks of deliveries, so that "all before" never means one to be handed back.
/// </summary>
internal sealed class Settlement
{
    private readonly Channel<(ulong Tag, bool Again)> ended = Channel.CreateUnbounded<(ulong, bool)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<ulong> beyond = [];
    private ulong settled;

    public void Done(ulong tag) => ended.Writer.TryWrite((tag, false));

    /// <summary>It goes back to its queue.</summary>
    public void HandBack(ulong tag) => ended.Writer.TryWrite((tag, true));

    public async Task RunAsync(IChannel channel, CancellationToken ct)
    {
        List<ulong> done = [], again = [];
        while (await ended.Reader.WaitToReadAsync(ct))
        {
            while (ended.Reader.TryRead(out var end)) (end.Again ? again : done).Add(end.Tag);
            foreach (var tag in again) await channel.BasicRejectAsync(tag, requeue: true, ct);
            foreach (var (tag, andAllBefore) in Settle(done, again)) await channel.BasicAckAsync(tag, andAllBefore, ct);
            done.Clear();
            again.Clear();
        }
    }

    /// <summary>What to say to the broker of those that are done: one number for all without a gap, and each of the others.</summary>
    internal IReadOnlyList<(ulong Tag, bool AndAllBefore)> Settle(List<ulong> done, List<ulong> again)
    {
        done.Sort();
        beyond.UnionWith(done);
        beyond.UnionWith(again);
        while (beyond.Remove(settled + 1)) settled++;

        // Only a number that was not spoken of before may stand for all before it.
        var last = done.FindLastIndex(tag => tag <= settled);
        List<(ulong, bool)> said = [];
        if (last >= 0) said.Add((done[last], last > 0));
        for (var i = last + 1; i < done.Count; i++) said.Add((done[i], false));
        return said;
    }
}
