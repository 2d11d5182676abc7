using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>The transcript as one attempt sees it: all items before the step, and those it adds.</summary>
internal sealed class Transcript(ExecuteStep order, IStepDoor door, TranscriptCache cache)
{
    private readonly List<Json> _bodies = [];
    private readonly List<TranscriptEntry> _added = [];

    /// <summary>Every item, those that were added among them.</summary>
    public IReadOnlyList<Json> Bodies => _bodies;

    /// <summary>What the outcome adds.</summary>
    public IReadOnlyList<TranscriptEntry> Added => _added;

    /// <summary>Reads what this process does not know. Whoever worked on the step before reads nothing.</summary>
    /// <exception cref="ParkedException">What the server gives is not what it names.</exception>
    public async ValueTask Load(CancellationToken cancellationToken)
    {
        if (order.Items == 0) return;
        var (known, digest) = cache.Find(order.RunId, order.Items);
        if (await Complete(known, digest, cancellationToken) || (known.Count > 0 && await Complete([], null, cancellationToken))) return;
        throw new ParkedException(ParkedException.BadState, $"The transcript of {order.Items} items is not the one that was committed.");
    }

    public void Add(string kind, Json body)
    {
        _added.Add(new(kind, body));
        _bodies.Add(body);
    }

    /// <summary>The step is through: if its outcome is taken, the next one on this worker need not read what it has added.</summary>
    public void Keep() => cache.Put(order.RunId, order.Items, order.Digest, _added);

    private async ValueTask<bool> Complete(IReadOnlyList<Json> known, string? digest, CancellationToken cancellationToken)
    {
        _bodies.Clear();
        _bodies.AddRange(known);
        while (_bodies.Count < order.Items)
        {
            var (from, before) = (_bodies.Count, digest);
            var page = (await door.ReadTranscript(from + 1, cancellationToken)).Items.Take(order.Items - from).ToList();
            if (page.Count == 0 || page[0].No != from + 1) break;
            foreach (var item in page) digest = TranscriptDigest.Of(digest, item.Kind, item.Body);
            _bodies.AddRange(page.Select(item => item.Body));
            cache.Put(order.RunId, from, before, [.. page.Select(item => new TranscriptEntry(item.Kind, item.Body))]);
        }

        if (_bodies.Count == order.Items && digest == order.Digest) return true;
        cache.Forget(order.RunId);
        return false;
    }
}
