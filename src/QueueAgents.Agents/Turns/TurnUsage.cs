using Microsoft.Extensions.AI;

namespace QueueAgents.Agents;

/// <summary>What a turn has used, in tokens.</summary>
/// <param name="Input">All that was read, cached or not.</param>
/// <param name="Output">All that was written, thoughts included.</param>
/// <param name="Cached">Of the input: read from the provider's cache.</param>
/// <param name="CacheWrite">Of the input: written to the provider's cache.</param>
/// <param name="Reasoning">Of the output: thoughts.</param>
internal readonly record struct TurnUsage(long Input, long Output, long Cached = 0, long CacheWrite = 0, long Reasoning = 0)
{
    // The abstractions have no member for it; this is what Anthropic's adapter calls it.
    private const string CacheWriteKey = "CacheCreationInputTokens";

    public static TurnUsage Of(UsageDetails? usage) => new(
        usage?.InputTokenCount ?? 0,
        usage?.OutputTokenCount ?? 0,
        usage?.CachedInputTokenCount ?? 0,
        usage?.AdditionalCounts?.GetValueOrDefault(CacheWriteKey) ?? 0,
        usage?.ReasoningTokenCount ?? 0);

    public static TurnUsage operator +(TurnUsage a, TurnUsage b)
        => new(a.Input + b.Input, a.Output + b.Output, a.Cached + b.Cached, a.CacheWrite + b.CacheWrite, a.Reasoning + b.Reasoning);
}
