using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QueueAgents.Agents;

/// <summary>Functions made elsewhere as tools: they get their arguments as JSON and read them themselves.</summary>
internal static class FunctionTools
{
    public static Tool Of(AIFunction function, ToolOptions options)
    {
        var problems = new List<string>();
        if (!Tool.IsName(function.Name)) problems.Add($"'{function.Name}' is no tool name; use 1 to 64 of A-Z, a-z, 0-9, _ and -.");
        options.Check(function.Name, problems);
        return problems.Count == 0 ? new(function, options, Bind) { ReadsItsArguments = true } : throw new AgentDefinitionException($"function '{function.Name}'", problems);
    }

    public static string? Bind(JsonElement arguments, AIFunctionArguments bound)
    {
        foreach (var argument in arguments.EnumerateObject()) bound[argument.Name] = argument.Value;
        return null;
    }
}
