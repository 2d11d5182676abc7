using QueueAgents.TestNodes;

namespace QueueAgents.EndToEnd.Cli.Servers;

/// <summary><c>queueagents dev</c> as a process of its own; it can be killed and started again where it was.</summary>
internal sealed class DevFleet : IAsyncDisposable
{
    private readonly string _store;
    private ChildProcess _process;

    private DevFleet(string store, int port, ChildProcess process) => (_store, Port, _process) = (store, port, process);

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    public static async Task<DevFleet> StartAsync(string store)
    {
        var port = Ports.Free();
        return new(store, port, await StartAsync(store, port));
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _process.DisposeAsync();
    }

    public async Task StartAgainAsync() => _process = await StartAsync(_store, Port);

    /// <summary>As Ctrl-C does.</summary>
    public async Task<(int Exit, string Said)> StopAsync()
    {
        _process.Terminate();
        return (await _process.WaitForExitAsync(), _process.Tail());
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<ChildProcess> StartAsync(string store, int port)
    {
        var process = await CommandLine.StartAsync("dev", "--port", $"{port}", "--store", store, "-o", "name");
        await process.WaitForLine(line => line == $"http://127.0.0.1:{port}");
        return process;
    }
}
