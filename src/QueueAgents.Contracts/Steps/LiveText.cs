namespace QueueAgents.Contracts;

/// <summary>
/// A piece of what a model says while it says it. A courtesy: it may be lost, is kept nowhere, and what counts is the transcript that is
/// committed with the step.
/// </summary>
public sealed record LiveText
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    /// <summary>Text of a later attempt replaces that of an earlier one.</summary>
    public int Attempt { get; init; }
    /// <summary>How many characters of the answer came before; 0 begins it anew. More than the listener has: something was lost.</summary>
    public int From { get; init; }
    public string Text { get; init; } = "";
}
