using ModelContextProtocol.Client;

namespace QueueAgents.Models;

/// <summary>How a server is reached.</summary>
internal static class McpTransports
{
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "TMPDIR", "TEMP", "TMP", "USERPROFILE", "SystemRoot", "APPDATA"];

    public static IClientTransport Stdio(string name, string command, string[] arguments, McpServerOptions options)
    {
        var environment = new Dictionary<string, string?>(options.Environment, StringComparer.Ordinal);
        foreach (var variable in Inherited)
        {
            if (Environment.GetEnvironmentVariable(variable) is { } value) environment.TryAdd(variable, value);
        }

        return new StdioClientTransport(new()
        {
            Name = name,
            Command = command,
            Arguments = arguments,
            WorkingDirectory = options.WorkingDirectory,
            InheritEnvironmentVariables = false,
            EnvironmentVariables = environment,
        });
    }

    public static IClientTransport Http(string name, Uri endpoint, McpServerOptions options)
    {
        // No redirects: the headers go to the address they are for and to no other.
        var network = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false, UseCookies = false };
        return new HttpClientTransport(
            new()
            {
                Name = name,
                Endpoint = endpoint,
                TransportMode = HttpTransportMode.StreamableHttp,
                ConnectionTimeout = options.ConnectTimeout,
                AdditionalHeaders = new Dictionary<string, string>(options.Headers, StringComparer.OrdinalIgnoreCase),
            },
            new HttpClient(network) { Timeout = Timeout.InfiniteTimeSpan },
            ownsHttpClient: true);
    }
}
