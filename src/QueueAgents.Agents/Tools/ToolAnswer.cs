using System.Text.Json.Serialization;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What a call of a tool came to.</summary>
internal enum ToolVerdict
{
    Ok = 0,

    /// <summary>The tool says what was wrong.</summary>
    Error,
    UnknownTool,
    NotAllowed,
    BadArguments,

    /// <summary>Never run: it could not be read, or came with too many others.</summary>
    Refused,
    TooLarge,
    TimedOut,

    /// <summary>The tool threw what it should not have.</summary>
    Crashed,
    OutcomeUnknown,
    Denied,
    Expired,
}

/// <summary>What a call came to, in words for a model: what was wrong and what to do next, never a stack trace.</summary>
/// <param name="Text">What the model reads.</param>
/// <param name="Verdict">What the run records.</param>
/// <param name="Retryable">Whether the same call may be repeated and may then succeed.</param>
internal sealed record ToolAnswer(string Text, ToolVerdict Verdict, bool Retryable = false)
{
    [JsonIgnore]
    public bool IsError => Verdict != ToolVerdict.Ok;

    public static ToolAnswer Ok(string text) => new(text, ToolVerdict.Ok);

    public static ToolAnswer Error(string text) => Of(ToolVerdict.Error, text);

    public static ToolAnswer Refused(string why) => Of(ToolVerdict.Refused, $"This call was not run. {why}");

    public static ToolAnswer UnknownTool(string name, IEnumerable<string> known) => Of(
        ToolVerdict.UnknownTool, $"There is no tool '{Shorten(name)}'. Try next: call one of {string.Join(", ", known)}.");

    public static ToolAnswer NotAllowed(string name) => Of(ToolVerdict.NotAllowed, $"Tool '{name}' is not allowed here. Do not call it again.");

    public static ToolAnswer BadArguments(string name, string problem, string schema) => Of(
        ToolVerdict.BadArguments, $"The arguments of '{name}' are wrong: {problem} Try next: call it again with arguments that fit this JSON schema: {schema}");

    public static ToolAnswer TooLarge(string name, int limit) => Of(
        ToolVerdict.TooLarge, $"'{name}' returned more than {limit} bytes, which is more than can be kept. Try next: ask for less.");

    public static ToolAnswer TimedOut(Tool tool) => Of(ToolVerdict.TimedOut, $"'{tool.Name}' did not end within {tool.Timeout}. {Happened(tool)}") with { Retryable = MayRepeat(tool) };

    public static ToolAnswer Crashed(Tool tool) => Of(ToolVerdict.Crashed, $"'{tool.Name}' has failed for a reason of its own. {Happened(tool)}") with { Retryable = MayRepeat(tool) };

    /// <summary>An earlier attempt began it and never said how it ended.</summary>
    public static ToolAnswer OutcomeUnknown(string name) => Of(
        ToolVerdict.OutcomeUnknown, $"Nobody knows whether '{name}' was done: it was begun and never reported back. It is not done again. Find out by other means, or say so.");

    /// <summary>A person said no.</summary>
    public static ToolAnswer Denied(string? why) => Of(ToolVerdict.Denied, $"A person has refused this call{(string.IsNullOrWhiteSpace(why) ? "" : $": {why}")}. Do not call it again with these arguments.");

    /// <summary>No person answered in time.</summary>
    public static ToolAnswer Expired() => Of(ToolVerdict.Expired, "Nobody has approved this call in time; it was not run.");

    private static ToolAnswer Of(ToolVerdict verdict, string text) => new($"Error: {text}", verdict);

    private static string Happened(Tool tool) => tool.Effect == EffectClass.AtMostOnce
        ? "It may or may not have happened; it is not done again."
        : "Try next: call it again, or go on without it.";

    private static bool MayRepeat(Tool tool) => tool.Effect != EffectClass.AtMostOnce;

    private static string Shorten(string name) => name.Length <= 100 ? name : $"{name[..100]}…";
}
