using QueueAgents.TestNodes;

namespace QueueAgents.EndToEnd.Cli.Servers;

/// <summary><c>queueagents dev</c> as a process of its own; it can be killed and started again where it was.</summary>
internal sealed class DevFleet : IAsyncDisposable
{
    private readonly string _store;
    private readonly Dictionary<string, string?> _environment;
    private ChildProcess _process;

    private DevFleet(string store, Dictionary<string, string?> environment, int port, ChildProcess process) => (_store, _environment, Port, _process) = (store, environment, port, process);

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    /// <param name="store">The file that keeps the runs.</param>
    /// <param name="state">The user's state folder, for agents that keep something there; this user's own where nothing is said.</param>
    /// <param name="library">The folder the sample research reads.</param>
    public static async Task<DevFleet> StartAsync(string store, string? state = null, string? library = null)
    {
        var port = Ports.Free();
        var environment = new Dictionary<string, string?>();
        if (state is not null) environment["XDG_STATE_HOME"] = state;
        if (library is not null) environment["QueueAgents__Samples__Library"] = library;
        return new(store, environment, port, await StartAsync(store, environment, port));
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _process.DisposeAsync();
    }

    public async Task StartAgainAsync() => _process = await StartAsync(_store, _environment, Port);

    /// <summary>As Ctrl-C does.</summary>
    public async Task<(int Exit, string Said)> StopAsync()
    {
        _process.Terminate();
        return (await _process.WaitForExitAsync(), _process.Tail());
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<ChildProcess> StartAsync(string store, Dictionary<string, string?> environment, int port)
    {
        var process = await CommandLine.StartAsync(environment, "dev", "--port", $"{port}", "--store", store, "-o", "name");
        await process.WaitForLine(line => line == $"http://127.0.0.1:{port}");
        return process;
    }
}
