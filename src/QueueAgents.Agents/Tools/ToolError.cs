namespace QueueAgents.Agents;

/// <summary>What a tool tells the model instead of a result. It is the call's recorded outcome; the call is not repeated by itself.</summary>
/// <param name="message">What was wrong, in a sentence.</param>
/// <param name="tryNext">What to do instead, for example <c>call list_orders and take an id from there</c>.</param>
public sealed class ToolError(string message, string? tryNext = null) : Exception(message)
{
    private bool _impossible;

    /// <summary>What to do instead.</summary>
    public string? TryNext { get; } = tryNext;

    /// <summary>For what cannot be done at all: the model is told not to try again.</summary>
    public static ToolError Impossible(string message) => new(message) { _impossible = true };

    internal string Text => _impossible
        ? $"{Message} This is not possible; do not try again."
        : TryNext is null ? Message : $"{Message} Try next: {TryNext}";
}
