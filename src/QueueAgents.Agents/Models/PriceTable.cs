using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace QueueAgents.Agents;

/// <summary>What a model costs, per million tokens, in a currency of your choice; one for the whole table.</summary>
public sealed record ModelPrice
{
    /// <summary>As its provider names it; also right for dated versions of it: <c>gpt-5</c> is the price of <c>gpt-5-2025-08-07</c>.</summary>
    public string Model { get; set; } = "";

    /// <summary>What it reads.</summary>
    public decimal Input { get; set; }

    /// <summary>What it writes, thoughts included.</summary>
    public decimal Output { get; set; }

    /// <summary>What it reads from the provider's cache; like <see cref="Input"/> by default.</summary>
    public decimal? CachedInput { get; set; }

    /// <summary>What it writes to the provider's cache; like <see cref="Input"/> by default.</summary>
    public decimal? CacheWrite { get; set; }

    internal bool IsSound => !string.IsNullOrWhiteSpace(Model) && Input >= 0 && Output >= 0 && (CachedInput ?? 0) >= 0 && (CacheWrite ?? 0) >= 0;
}

/// <summary>The prices of all models, as they are configured. A model without one costs nobody knows what, and that is what is said.</summary>
internal sealed class PriceTable(IEnumerable<ModelPrice> prices, ILogger<PriceTable> log)
{
    private const decimal Million = 1_000_000;

    private readonly ConcurrentDictionary<string, ModelPrice?> _found = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>Null where there is no price for the model.</returns>
    public decimal? CostOf(string model, TurnUsage usage)
    {
        if (_found.GetOrAdd(model, Find) is not { } price) return null;
        var plain = Math.Max(usage.Input - usage.Cached - usage.CacheWrite, 0);
        return ((plain * price.Input) + (usage.Cached * (price.CachedInput ?? price.Input)) + (usage.CacheWrite * (price.CacheWrite ?? price.Input)) + (usage.Output * price.Output)) / Million;
    }

    /// <summary>The longest name that is the model's, or the model's up to a version.</summary>
    private ModelPrice? Find(string model)
    {
        var found = prices.Where(price => Is(price.Model, model)).MaxBy(price => price.Model.Length);
        if (found is null) log.NoPrice(model);
        return found;
    }

    private static bool Is(string name, string model)
    {
        if (name.Length == 0 || !model.StartsWith(name, StringComparison.OrdinalIgnoreCase)) return false;
        var version = model.AsSpan(name.Length);
        return version.IsEmpty || (version is ['-' or '@' or ':', ..] && IsDate(version[1..]));
    }

    /// <summary>claude-sonnet-4-20250514 is a claude-sonnet-4, claude-sonnet-4-5 is not.</summary>
    private static bool IsDate(ReadOnlySpan<char> version) => version.Length >= 4 && !version[..4].ContainsAnyExceptInRange('0', '9');
}
