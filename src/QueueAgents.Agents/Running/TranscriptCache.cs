using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>
/// What this process knows of the transcripts of runs it has worked on, so that one worker reads each item once. It is never trusted: what
/// it holds may come from an outcome that was not taken, and is used only where its digest is the one the server names.
/// </summary>
/// <param name="capacity">How many bytes of items it keeps; those used longest ago go first. 64 MB by default.</param>
internal sealed class TranscriptCache(long capacity = 64 << 20)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, LinkedListNode<Known>> _runs = [];
    private readonly LinkedList<Known> _used = new();
    private long _bytes;

    /// <summary>The longest known beginning of a transcript of so many items; its digest tells whether it is the right one.</summary>
    public (IReadOnlyList<Json> Bodies, string? Digest) Find(Guid runId, int items)
    {
        lock (_lock)
        {
            if (!_runs.TryGetValue(runId, out var node)) return ([], null);
            _used.Remove(node);
            _used.AddFirst(node);
            var known = node.Value;
            var count = Math.Min(items, known.Bodies.Count);
            return count == 0 ? ([], null) : ([.. known.Bodies.Take(count)], known.Digests[count - 1]);
        }
    }

    /// <summary>From now on the transcript begins like this; what was known beyond it is forgotten.</summary>
    public void Put(Guid runId, int after, string? digest, IReadOnlyList<TranscriptEntry> added)
    {
        lock (_lock)
        {
            if (!_runs.TryGetValue(runId, out var node)) _runs[runId] = node = _used.AddFirst(new Known(runId));
            var known = node.Value;
            if (after > known.Bodies.Count) return; // It is not known what comes before.
            _bytes -= known.Cut(after);
            foreach (var entry in added) _bytes += known.Add(entry.Body, digest = TranscriptDigest.Of(digest, entry.Kind, entry.Body));
            while (_bytes > capacity && _used.Last is { } oldest) Drop(oldest);
        }
    }

    public void Forget(Guid runId)
    {
        lock (_lock)
        {
            if (_runs.TryGetValue(runId, out var node)) Drop(node);
        }
    }

    private void Drop(LinkedListNode<Known> node)
    {
        _bytes -= node.Value.Cut(0);
        _runs.Remove(node.Value.RunId);
        _used.Remove(node);
    }

    private sealed class Known(Guid runId)
    {
        public Guid RunId => runId;

        public List<Json> Bodies { get; } = [];

        public List<string> Digests { get; } = [];

        public long Add(Json body, string digest)
        {
            Bodies.Add(body);
            Digests.Add(digest);
            return body.ByteCount;
        }

        public long Cut(int count)
        {
            var bytes = Bodies.Skip(count).Sum(body => (long)body.ByteCount);
            Bodies.RemoveRange(count, Bodies.Count - count);
            Digests.RemoveRange(count, Digests.Count - count);
            return bytes;
        }
    }
}
