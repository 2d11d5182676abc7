using System.Runtime.CompilerServices;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>Memory as one attempt sees it: what it has read, under what it is going to write. The writes travel in its outcome.</summary>
internal sealed class MemoryLog(ExecuteStep order, IStepDoor door, CancellationToken cancellation)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Place, MemoryFound> _read = [];
    private readonly SortedDictionary<Place, MemoryWrite> _writes = new(Place.InOrder);

    /// <summary>Names one entry to this run: tenant and agent are the server's to say.</summary>
    internal readonly record struct Place(bool Shared, string Subject, string Key)
    {
        public static readonly IComparer<Place> InOrder = Comparer<Place>.Create(static (a, b) =>
            a.Shared != b.Shared ? a.Shared.CompareTo(b.Shared)
            : string.CompareOrdinal(a.Subject, b.Subject) is not 0 and var subjects ? subjects
            : string.CompareOrdinal(a.Key, b.Key));
    }

    public string Step => order.Step;

    /// <summary>Why nothing may be written; null where it may.</summary>
    public string? ReadOnly { get; set; }

    /// <summary>What the outcome carries.</summary>
    public IReadOnlyList<MemoryWrite> Writes
    {
        get
        {
            lock (_lock) return [.. _writes.Values];
        }
    }

    public static string Checked(string? text, string what) => Names.IsMemoryKey(text)
        ? text!
        : throw new StepFailedException($"'{text}' is no {what} of memory: use 1 to {MemoryLimits.KeyLength} printable characters.") { Kind = "bad-memory-key" };

    public async ValueTask<MemoryFound> Get(Place place)
    {
        lock (_lock)
        {
            if (_writes.TryGetValue(place, out var write)) return new() { Value = write.Value };
            if (_read.TryGetValue(place, out var known)) return known;
        }

        var found = await door.ReadMemory(place.Shared, place.Subject, place.Key, cancellation);
        lock (_lock) return _read.TryAdd(place, found) ? found : _read[place];
    }

    public void Set(Place place, Json value, TimeSpan? expires, long? version)
    {
        if (ReadOnly is { } why) throw new StepFailedException(why) { Kind = "memory-read-only" };
        if (expires <= TimeSpan.Zero || expires > MemoryLimits.LongestExpiry) throw new ArgumentOutOfRangeException(nameof(expires), expires, "An entry is kept for more than zero and at most 10 years.");
        ArgumentOutOfRangeException.ThrowIfNegative(version ?? 0, nameof(version));
        var size = value.ByteCount;
        if (size > MemoryLimits.ValueBytes) throw TooLarge($"Memory '{place.Key}' is {size} bytes; at most {MemoryLimits.ValueBytes} are kept. Keep a reference instead.");
        lock (_lock)
        {
            // What is decided here is decided by the first write: the entry must be as it was before this step.
            var expected = _writes.TryGetValue(place, out var before) ? before.Expected : version ?? (_read.TryGetValue(place, out var read) ? read.Version : null);
            var (count, bytes) = (_writes.Count + (before is null ? 1 : 0), _writes.Values.Sum(w => (long)w.Value.ByteCount) - (before?.Value.ByteCount ?? 0) + size);
            if (count > MemoryLimits.StepWrites) throw TooLarge($"A step writes at most {MemoryLimits.StepWrites} entries of memory.");
            if (bytes > MemoryLimits.StepBytes) throw TooLarge($"A step writes at most {MemoryLimits.StepBytes} bytes of memory.");
            _writes[place] = new() { Shared = place.Shared, Subject = place.Subject, Key = place.Key, Value = value, Expires = value.IsNone ? null : expires, Expected = expected };
        }
    }

    public async IAsyncEnumerable<MemoryKey> List(bool shared, string subject, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cancellationToken);
        var after = "";
        for (var page = new MemoryPage { More = true }; page.More;)
        {
            page = await door.ListMemory(shared, subject, prefix, after, either.Token);
            var last = page.More ? page.Entries[^1].Key : null;
            foreach (var key in Merged(page.Entries, Between(shared, subject, prefix, after, last))) yield return key;
            after = last ?? after;
        }
    }

    /// <summary>Own writes whose keys lie on the page, which ends with <paramref name="last"/> or is the last.</summary>
    private List<MemoryWrite> Between(bool shared, string subject, string prefix, string after, string? last)
    {
        lock (_lock)
        {
            return [.. _writes.Values.Where(w => w.Shared == shared && w.Subject == subject && w.Key.StartsWith(prefix, StringComparison.Ordinal)
                && string.CompareOrdinal(w.Key, after) > 0 && (last is null || string.CompareOrdinal(w.Key, last) <= 0))];
        }
    }

    private static IEnumerable<MemoryKey> Merged(IReadOnlyList<MemoryListed> entries, List<MemoryWrite> own)
    {
        var written = own.ToLookup(w => w.Key, StringComparer.Ordinal);
        return entries.Where(e => !written.Contains(e.Key)).Select(e => new MemoryKey(e.Key, e.Version, e.ExpiresAt))
            .Concat(own.Where(w => !w.Value.IsNone).Select(w => new MemoryKey(w.Key, 0, null)))
            .OrderBy(key => key.Key, StringComparer.Ordinal);
    }

    private static StepFailedException TooLarge(string message) => new(message) { Kind = "memory-too-large" };
}
