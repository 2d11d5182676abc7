using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Testing;

/// <summary>One time that something outside was asked for.</summary>
/// <param name="Effect">What was done, for example <c>refund</c>.</param>
/// <param name="Key">The effect key it was done under.</param>
/// <param name="Arguments">What it was done with.</param>
public sealed record LedgerEntry(string Effect, string Key, Json Arguments);

/// <summary>
/// The other side of an agent's tools, as a test sees it: every call that arrives is written down, and what a provider that recognises keys
/// would have on its books. Give it to the tools instead of the real thing; it outlives killed workers because the test holds it.
/// </summary>
public sealed class EffectLedger
{
    private readonly Lock _lock = new();
    private readonly List<LedgerEntry> _calls = [];

    /// <summary>Every call that arrived, repetitions included.</summary>
    public IReadOnlyList<LedgerEntry> Calls
    {
        get
        {
            lock (_lock) return [.. _calls];
        }
    }

    /// <summary>What is on the books: the first call of each key.</summary>
    public IReadOnlyList<LedgerEntry> Booked => [.. Calls.DistinctBy(entry => (entry.Effect, entry.Key))];

    /// <summary>Keys under which something arrived more than once: right for Idempotent effects, wrong for AtMostOnce ones.</summary>
    public IReadOnlyList<LedgerEntry> Repeated => [.. Calls.GroupBy(entry => (entry.Effect, entry.Key)).Where(calls => calls.Count() > 1).Select(calls => calls.First())];

    /// <summary>Keys that came back with other arguments: never right.</summary>
    public IReadOnlyList<LedgerEntry> Changed
        => [.. Calls.GroupBy(entry => (entry.Effect, entry.Key)).SelectMany(calls => calls.DistinctBy(entry => entry.Arguments.Canonical()).Skip(1))];

    /// <summary>Writes a call down, from a tool.</summary>
    /// <returns>True where the key was not seen before: a provider would do it now.</returns>
    public bool Add(string effect, ToolCall call, object? arguments = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Add(effect, call.EffectKey, arguments);
    }

    /// <inheritdoc cref="Add(string, ToolCall, object?)"/>
    public bool Add(string effect, string key, object? arguments = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(effect);
        ArgumentException.ThrowIfNullOrEmpty(key);
        var entry = new LedgerEntry(effect, key, arguments is null ? Json.None : Json.Of(arguments));
        lock (_lock)
        {
            var isNew = !_calls.Exists(call => call.Effect == effect && call.Key == key);
            _calls.Add(entry);
            return isNew;
        }
    }

    /// <summary>The calls of one effect.</summary>
    public IReadOnlyList<LedgerEntry> Of(string effect) => [.. Calls.Where(entry => entry.Effect == effect)];
}
