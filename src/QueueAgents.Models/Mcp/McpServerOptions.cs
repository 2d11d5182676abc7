using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Models;

/// <summary>What is said of an MCP server and of its tools. What the server says of them itself is a claim of somebody else.</summary>
public sealed class McpServerOptions
{
    /// <summary>How often each of its tools may happen when a step is repeated, by the server's name of it; for others see <see cref="TrustHints"/>.</summary>
    public IDictionary<string, EffectClass> Effects { get; } = new Dictionary<string, EffectClass>(StringComparer.Ordinal);

    /// <summary>
    /// Believes the server which of its tools are read-only or idempotent. False by default: a tool that is not in <see cref="Effects"/> is
    /// then taken for one that must happen at most once. Set it only for a server you run yourself.
    /// </summary>
    public bool TrustHints { get; set; }

    /// <summary>Put before the names of its tools, for example <c>github_</c>; nothing by default.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Timeout, result size and concurrency of each of its tools; its effect is that of tools nothing else is said of.</summary>
    public ToolOptions Tools { get; set; } = new();

    /// <summary>How long connecting and listing its tools may take; 30 s by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After this time its tools are listed again; 5 minutes by default.</summary>
    public TimeSpan ListEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>By HTTP: sent with every request, for example <c>Authorization</c>.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>By stdio: what its process finds in its environment besides <c>PATH</c> and <c>HOME</c>. The worker's own is kept from it: there are keys in it.</summary>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>By stdio: where its process runs; the worker's folder by default.</summary>
    public string? WorkingDirectory { get; set; }
}
