using ModelContextProtocol.Client;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Models;

/// <summary>What a server lists, as tools.</summary>
internal static class McpTools
{
    public static IReadOnlyList<Tool> Of(IEnumerable<McpClientTool> listed, McpConnection connection, McpServerOptions options)
        => [.. listed.Select(tool => new Tool(new McpFunction(tool.ProtocolTool, NameOf(tool.Name, options), connection), options.Tools with { Effect = EffectOf(tool, options) }, FunctionTools.Bind))];

    /// <summary>Whether a model would be shown the same.</summary>
    public static bool Same(IReadOnlyList<Tool> before, IReadOnlyList<Tool> after) => before.Select(Shown).SequenceEqual(after.Select(Shown));

    private static (string, string?, string, EffectClass) Shown(Tool tool) => (tool.Name, tool.Declaration.Description, tool.Schema, tool.Effect);

    /// <summary>Servers may use more letters than providers allow.</summary>
    private static string NameOf(string name, McpServerOptions options)
    {
        var shown = options.Prefix + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return shown.Length <= 64 ? shown : shown[..64];
    }

    private static EffectClass EffectOf(McpClientTool tool, McpServerOptions options)
    {
        if (options.Effects.TryGetValue(tool.Name, out var said)) return said;
        if (!options.TrustHints || tool.ProtocolTool.Annotations is not { } hints) return options.Tools.Effect;
        return hints.ReadOnlyHint is true ? EffectClass.ReadOnly : hints.IdempotentHint is true ? EffectClass.Idempotent : options.Tools.Effect;
    }
}
