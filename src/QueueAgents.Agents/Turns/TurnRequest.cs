using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>Everything one model turn needs.</summary>
internal sealed record TurnRequest
{
    public required string Agent { get; init; }
    public required Guid RunId { get; init; }
    public required int Seq { get; init; }

    /// <summary>1, 2, 3…: decides between the model and its fallback, so that nothing else has to be remembered about failures.</summary>
    public required int Attempt { get; init; }

    public required ModelChoice Model { get; init; }
    public string? Instructions { get; init; }

    /// <summary>The transcript, from its first item.</summary>
    public required IReadOnlyList<Json> Items { get; init; }

    public ToolSet Tools { get; init; } = ToolSet.Empty;
    public ResultFormat? Returns { get; init; }
    public TurnLimits Limits { get; init; } = new();

    /// <summary>Gets the text as it comes. A courtesy: what counts is the result.</summary>
    public Action<string>? OnText { get; init; }

    /// <summary>An answer begins; where a fallback is asked, a second time.</summary>
    public Action? OnAnswer { get; init; }
}

/// <summary>Which model is asked.</summary>
/// <param name="Name">As it was added to the worker.</param>
/// <param name="Fallback">Asked instead once the first has failed too often, or cannot answer at all.</param>
/// <param name="FallbackAfter">How many failed attempts that takes.</param>
internal sealed record ModelChoice(string Name, string? Fallback = null, int FallbackAfter = 2);

/// <summary>What one turn may come to at most.</summary>
internal sealed record TurnLimits
{
    /// <summary>How many calls of one answer are run; the others are answered without.</summary>
    public int Calls { get; init; } = 64;

    /// <summary>How large an answer may be, in bytes of its text, thoughts and arguments.</summary>
    public int AnswerBytes { get; init; } = 256 * 1024;

    /// <summary>How many tokens the model may answer with; null = as many as it likes.</summary>
    public int? OutputTokens { get; init; }
}
