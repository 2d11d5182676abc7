using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QueueAgents.Agents;

/// <summary>The tools of one agent, at one time.</summary>
internal sealed class ToolSet
{
    private readonly FrozenDictionary<string, Tool> _tools;
    private readonly FrozenSet<string> _refused;

    /// <param name="tools">What it may call.</param>
    /// <param name="refused">Names of tools its sources have and its allow-list has not.</param>
    public ToolSet(IReadOnlyList<Tool> tools, IEnumerable<string> refused)
    {
        _tools = tools.ToFrozenDictionary(tool => tool.Name, StringComparer.Ordinal);
        _refused = refused.ToFrozenSet(StringComparer.Ordinal);
        Declarations = [.. tools.Select(tool => tool.Declaration)];
        Fingerprint = AIJsonUtilities.HashDataToString([.. tools.Select(tool => (object)$"{tool.Name} {tool.Declaration.Description} {tool.Schema}")]);
    }

    public static ToolSet Empty { get; } = new([], []);

    public IReadOnlyList<AITool> Declarations { get; }

    /// <summary>Another where what the model is shown has changed.</summary>
    public string Fingerprint { get; }

    /// <summary>Finds the tool and reads the arguments. Whatever a model wrote, this answers it.</summary>
    public PreparedCall Prepare(CallRequest call)
    {
        if (call.Problem is { } problem) return PreparedCall.NotToRun(call, ToolAnswer.Refused(problem));
        if (!_tools.TryGetValue(call.Name, out var tool))
        {
            return PreparedCall.NotToRun(call, _refused.Contains(call.Name)
                ? ToolAnswer.NotAllowed(call.Name)
                : ToolAnswer.UnknownTool(call.Name, _tools.Keys.Order(StringComparer.Ordinal)));
        }

        using var arguments = JsonDocument.Parse(call.Arguments.Text ?? "{}");
        var bound = new AIFunctionArguments(StringComparer.Ordinal);
        return tool.Bind(arguments.RootElement.Clone(), bound) is { } wrong
            ? PreparedCall.NotToRun(call, ToolAnswer.BadArguments(tool.Name, wrong, tool.Schema))
            : PreparedCall.ToRun(call, tool, bound);
    }
}
