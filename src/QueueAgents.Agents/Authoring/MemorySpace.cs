using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>
/// What an agent knows beyond one run: values by key, the same for all runs of the agent in one tenant. What a step writes is committed with
/// its outcome or not at all, and however often the step is repeated, it is written once. The step itself sees it at once.
/// </summary>
/// <remarks>
/// A step that has read an entry writes it only where it is still as it was read; otherwise the outcome is not taken, and the step is repeated
/// (<c>memory-conflict</c>, up to 10 times). What was not read is written whatever is there. <see cref="Next.Fail"/> writes nothing.
/// A key has 1 to 128 characters, a value at most 64 KiB of JSON, one step writes at most 100 entries of 256 KiB together; a space holds
/// 1,000 entries unless the server says otherwise (then the step fails with <c>memory-full</c>).
/// </remarks>
public sealed class MemorySpace
{
    private readonly MemoryLog _log;
    private readonly bool _shared;
    private readonly string _subject;

    internal MemorySpace(MemoryLog log, bool shared = false, string subject = "") => (_log, _shared, _subject) = (log, shared, subject);

    /// <summary>What all agents of the tenant know together.</summary>
    public MemorySpace Shared => new(_log, shared: true, _subject);

    /// <summary>What is known about one subject, for example a customer: a space of its own, with the same keys meaning other entries.</summary>
    /// <param name="subject">1 to 128 printable characters.</param>
    /// <exception cref="StepFailedException">It is no subject (<c>bad-memory-key</c>).</exception>
    public MemorySpace About(string subject) => new(_log, _shared, MemoryLog.Checked(subject, "subject"));

    /// <summary>Reads an entry; null where there is none, or where it has expired. The same entry read twice is read once.</summary>
    /// <exception cref="StepFailedException">It is not a <typeparamref name="T"/> (<c>bad-input</c>), the key is none, or nobody answered (then the step is repeated).</exception>
    public async Task<MemoryEntry<T>?> Get<T>(string key)
    {
        var found = await _log.Get(Place(key));
        return found.Value.IsNone ? null : new(key, StepSession.Read<T>(found.Value, $"memory '{key}'", _log.Step), found.Version, found.ExpiresAt);
    }

    /// <summary>Writes an entry when the step's outcome is committed.</summary>
    /// <param name="key">1 to 128 printable characters.</param>
    /// <param name="value">Must be writable as JSON; null deletes the entry.</param>
    /// <param name="expires">How long it is kept from then on, at most 10 years; until it is deleted by default.</param>
    /// <param name="version">
    /// Only where the entry has this version; 0 = only where there is none. By default the version this step has read, and any where it has
    /// read none.
    /// </param>
    /// <exception cref="StepFailedException">It is too large, or too much for one step (<c>memory-too-large</c>), or may not be written here (<c>memory-read-only</c>).</exception>
    public void Set<T>(string key, T value, TimeSpan? expires = null, long? version = null)
        => _log.Set(Place(key), value is null ? Json.None : Json.Of(value), expires, version);

    /// <summary>Deletes an entry when the step's outcome is committed. There need not be one.</summary>
    /// <inheritdoc cref="Set{T}"/>
    public void Delete(string key, long? version = null) => _log.Set(Place(key), Json.None, null, version);

    /// <summary>Which entries there are, those this step has set among them, in the order of their keys, page by page.</summary>
    /// <param name="prefix">How their keys begin; all by default.</param>
    public IAsyncEnumerable<MemoryKey> Keys(string prefix = "") => _log.List(_shared, _subject, prefix);

    private MemoryLog.Place Place(string key) => new(_shared, _subject, MemoryLog.Checked(key, "key"));
}
