using ModelContextProtocol.Client;
using QueueAgents.Agents;

namespace QueueAgents.Models;

/// <summary>The tools of an MCP server. It is connected when they are first needed, once per process, and again after the connection is lost.</summary>
public sealed class McpServer : ToolSource, IAsyncDisposable
{
    private readonly McpConnection _connection;

    private McpServer(string name, McpServerOptions options, Func<IClientTransport> transport, TimeProvider? time = null)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(name)) problems.Add("It has no name.");
        if (options.Prefix.Length > 0 && !Tool.IsName(options.Prefix)) problems.Add($"Prefix '{options.Prefix}' is not of A-Z, a-z, 0-9, _ and -.");
        if (options.ConnectTimeout <= TimeSpan.Zero) problems.Add($"ConnectTimeout is {options.ConnectTimeout}; write more than zero.");
        options.Tools.Check("Tools", problems);
        if (problems.Count > 0) throw new AgentDefinitionException($"MCP server '{name}'", problems);
        (Name, _connection) = (name, new(name, options, transport, time ?? TimeProvider.System));
    }

    internal override string Name { get; }

    /// <summary>A server that runs as a process beside each worker and is spoken to by its standard input and output.</summary>
    /// <param name="name">What it is called in errors.</param>
    /// <param name="command">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="configure">What is said of it.</param>
    /// <exception cref="AgentDefinitionException">An option is none.</exception>
    public static McpServer Stdio(string name, string command, IEnumerable<string>? arguments = null, Action<McpServerOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        var options = new McpServerOptions();
        configure?.Invoke(options);
        return new(name, options, () => McpTransports.Stdio(name, command, [.. arguments ?? []], options));
    }

    /// <summary>A server somewhere, by streamable HTTP.</summary>
    /// <param name="name">What it is called in errors.</param>
    /// <param name="endpoint">Its address, with its path.</param>
    /// <param name="configure">What is said of it.</param>
    /// <exception cref="AgentDefinitionException">An option is none.</exception>
    public static McpServer Http(string name, Uri endpoint, Action<McpServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint is { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") }) throw new ArgumentException($"'{endpoint}' is no http or https address.", nameof(endpoint));
        var options = new McpServerOptions();
        configure?.Invoke(options);
        return new(name, options, () => McpTransports.Http(name, endpoint, options));
    }

    /// <summary>Ends the connection, and the server's process where it has one here.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    internal override async ValueTask<IReadOnlyList<Tool>> Load(IServiceProvider services, CancellationToken cancellationToken)
        => await _connection.Tools(cancellationToken);
}
