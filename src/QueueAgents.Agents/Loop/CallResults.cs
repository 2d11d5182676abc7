using System.Text.Json;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>Between what rows say of calls and what a model is told of them.</summary>
internal static class CallResults
{
    /// <summary>What a call came to: a tool's answer, what a person said, what a child run returned, or why there is nothing.</summary>
    public static ToolAnswer Of(string tool, StepResult result)
    {
        if (result.Error is { } error && !result.Ok) return Of(tool, error);
        return TryRead(result.Value) ?? ToolAnswer.Ok(TextOf(result.Value));
    }

    /// <summary>Why a call is not made, as its row keeps it.</summary>
    public static StepError Refusal(ToolAnswer answer) => new() { Type = NameOf(answer.Verdict), Message = answer.Text.Length <= 4_000 ? answer.Text : $"{answer.Text[..3_999]}…" };

    /// <summary>A text is what it says; anything else is told as the JSON it is.</summary>
    public static string TextOf(Json json) => json.As<JsonElement>() is { ValueKind: JsonValueKind.String } text ? text.GetString()! : json.Text ?? "";

    private static ToolAnswer Of(string tool, StepError error) => error.Type switch
    {
        "denied" => ToolAnswer.Denied(error.Message),
        "expired" => ToolAnswer.Expired(),
        _ when VerdictOf(error.Type) is { } verdict => new(error.Message, verdict),
        _ => ToolAnswer.Error($"'{tool}' has failed ({error.Type}): {error.Message}"),
    };

    /// <summary>Tools answer in a shape of their own; people and child runs do not.</summary>
    private static ToolAnswer? TryRead(Json value)
    {
        try
        {
            return value.As<JsonElement>() is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("verdict", out _) && answer.TryGetProperty("text", out _)
                ? value.As<ToolAnswer>()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string NameOf(ToolVerdict verdict) => JsonNamingPolicy.KebabCaseLower.ConvertName(verdict.ToString());

    private static ToolVerdict? VerdictOf(string type) => Enum.GetValues<ToolVerdict>().Cast<ToolVerdict?>().FirstOrDefault(verdict => NameOf(verdict!.Value) == type);
}
