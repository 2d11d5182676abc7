using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QueueAgents.Agents;

/// <summary>Results of tools as contents of a message: always a text, and a flag for errors that JSON can carry.</summary>
internal static class ToolResults
{
    private const string IsError = "isError";

    public static FunctionResultContent Of(string callId, string text, bool isError)
    {
        var result = new FunctionResultContent(callId, text);
        if (!isError) return result;
        result.AdditionalProperties = new() { [IsError] = true };
        result.Exception = new ToolFailure(text);
        return result;
    }

    /// <summary>
    /// JSON turns a text into an element, which providers would send with quotes, and loses the exception, by which they see an error. The
    /// text stays beside the exception: some send nothing else.
    /// </summary>
    public static void Mend(FunctionResultContent result)
    {
        if (result.Result is JsonElement { ValueKind: JsonValueKind.String } text) result.Result = text.GetString();
        if (result.AdditionalProperties?.TryGetValue(IsError, out var flag) is true && flag is true or JsonElement { ValueKind: JsonValueKind.True })
        {
            result.Exception = new ToolFailure(result.Result?.ToString() ?? "");
        }
    }

    private sealed class ToolFailure(string text) : Exception(text);
}
