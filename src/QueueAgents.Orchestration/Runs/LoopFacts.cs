using System.Text.Json.Serialization;
using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

/// <summary>
/// What a run of a tool loop keeps besides its document: how long its transcript is, what it may spend and has spent, and how many of its
/// calls wait for somebody else. Stored as JSON in one column, because nothing looks for it.
/// </summary>
internal sealed record LoopFacts
{
    public static LoopFacts None { get; } = new();

    /// <summary>Items of the transcript, and the digest of all of them.</summary>
    public int Items { get; init; }
    public string? Digest { get; init; }

    /// <summary>What the agent allows, or what its parent left for it, whichever is less.</summary>
    public Budget? Budget { get; init; }

    /// <summary>When its wall clock runs out.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>All that was spent for it, by its children and by attempts that failed too. It never shrinks.</summary>
    public Spent Spent { get; init; } = Spent.Nothing;

    /// <summary>What had been spent when the budget was granted: nothing at first, all of it where Retry grants it anew.</summary>
    public Spent Before { get; init; } = Spent.Nothing;

    /// <summary>What each child of the group at hand was given: so that together they have no more than the run has left.</summary>
    public Budget? Share { get; init; }

    /// <summary>Open calls that wait for a person, and those that are child runs.</summary>
    public int Asked { get; init; }
    public int Children { get; init; }

    /// <summary>Answers that were refused. They are recorded up to a limit.</summary>
    public int Refused { get; init; }

    /// <summary>What may still be spent; null where nothing is bounded.</summary>
    [JsonIgnore]
    public Budget? Left => Budget is not { } budget ? null : new Budget
    {
        Turns = budget.Turns is { } turns ? Math.Max(0, turns - (Spent.Turns - Before.Turns)) : null,
        Tokens = budget.Tokens is { } tokens ? Math.Max(0, tokens - (Spent.Tokens - Before.Tokens)) : null,
        Cost = budget.Cost is { } cost ? Math.Max(0, cost - (Spent.Cost - Before.Cost)) : null,
    };
}

/// <summary>What was spent on models.</summary>
/// <param name="Turns">Calls of a model.</param>
/// <param name="Tokens">Input and output together.</param>
/// <param name="Cost">As far as it is known.</param>
internal sealed record Spent(int Turns, long Tokens, decimal Cost)
{
    public static Spent Nothing { get; } = new(0, 0, 0);

    public Spent Plus(Usage? usage) => usage is null ? this : new(Turns + 1, Tokens + usage.Input + usage.Output, Cost + (usage.Cost ?? 0));

    public Spent Plus(Spent? other) => other is null ? this : new(Turns + other.Turns, Tokens + other.Tokens, Cost + other.Cost);
}
