namespace QueueAgents.Contracts;

/// <summary>What one call of a model cost.</summary>
public sealed record Usage
{
    /// <summary>The model as its provider names it.</summary>
    public string Model { get; init; } = "";
    /// <summary>Tokens read, those from and for the cache among them.</summary>
    public long Input { get; init; }
    /// <summary>Tokens written, reasoning among them.</summary>
    public long Output { get; init; }
    /// <summary>Of the input: read from the provider's cache.</summary>
    public long Cached { get; init; }
    /// <summary>Of the input: written to the provider's cache.</summary>
    public long CacheWrite { get; init; }
    /// <summary>Of the output: reasoning.</summary>
    public long Reasoning { get; init; }
    /// <summary>By the worker's price table; null where the model has no price.</summary>
    public decimal? Cost { get; init; }
}

/// <summary>What a run and its children may spend together. What is null is not bounded.</summary>
public sealed record Budget
{
    /// <summary>Calls of a model.</summary>
    public int? Turns { get; init; }
    /// <summary>Input and output together.</summary>
    public long? Tokens { get; init; }
    /// <summary>In the currency of the price table.</summary>
    public decimal? Cost { get; init; }
    /// <summary>From the start of the run.</summary>
    public TimeSpan? WallClock { get; init; }
}
