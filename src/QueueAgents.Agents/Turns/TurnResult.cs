using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What one model turn came to.</summary>
internal sealed record TurnResult
{
    /// <summary>To be added to the transcript.</summary>
    public required IReadOnlyList<Json> Items { get; init; }

    /// <summary>In the model's order. None: it has finished, whatever <see cref="Finish"/> says.</summary>
    public required IReadOnlyList<CallRequest> Calls { get; init; }

    public required string Text { get; init; }

    /// <summary>Where a type was asked for and there are no calls: the result, checked.</summary>
    public Json Returned { get; init; }

    /// <summary>Why there is no result; to be told to the model.</summary>
    public string? ReturnedProblem { get; init; }

    public required TurnUsage Usage { get; init; }

    /// <summary>In the currency of the price table; null where it has no price for the model.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The model that answered, as its provider names it.</summary>
    public required string Model { get; init; }

    public required string Provider { get; init; }

    /// <summary><c>stop</c>, <c>tool_calls</c>, <c>length</c>, <c>content_filter</c> or what else a provider says.</summary>
    public required string Finish { get; init; }
}

/// <summary>A call as the model wrote it.</summary>
/// <param name="CallId">Unique within its answer; models use it again in later ones.</param>
/// <param name="Problem">Why it cannot be run, where it cannot.</param>
internal sealed record CallRequest(string CallId, string Name, Json Arguments, string? Problem = null);
