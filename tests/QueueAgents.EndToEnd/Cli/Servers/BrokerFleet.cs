using System.Reflection;
using QueueAgents.TestNodes;
using Xunit;
using Missing = QueueAgents.TestNodes.Missing;

namespace QueueAgents.EndToEnd.Cli.Servers;

/// <summary>A fleet as it is run: a broker, a server with its HTTP interface, and workers, each a process.</summary>
internal sealed class BrokerFleet : IAsyncDisposable
{
    private readonly TempFolder _folder = new("broker-fleet");
    private readonly List<ChildProcess> _processes = [];
    private readonly int _port = Ports.Free();
    private RabbitNode? _broker;

    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>Skips the asking test, with the reason, where no broker is installed.</summary>
    public static async Task<BrokerFleet> StartAsync()
    {
        Assert.SkipWhen(Missing.Broker() is not null, $"NOT RUN: {Missing.Broker()}");
        var fleet = new BrokerFleet();
        try
        {
            var store = fleet._folder.File("runs.db");
            Assert.Equal(0, (await CommandLine.HereAsync("store", "migrate", "--store", store)).Exit);
            fleet._broker = await RabbitNode.StartAsync();
            await fleet.StartAsync("Server.Program", ("QueueAgents__Database", "sqlite"), ("QueueAgents__Connection", store), ("ASPNETCORE_URLS", fleet.Url));
            await Eventually.Async("the server", async () => (await fleet.RunAsync("worker", "list")).Exit == 0, TimeSpan.FromMinutes(2));
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>The worker to copy, and what it calls itself.</summary>
    public async Task<(ChildProcess Process, string Name)> WorkerAsync(params (string Name, string Value)[] settings)
    {
        var before = await WorkersAsync();
        var process = await StartAsync("Worker.Program", settings);
        string? name = null;
        await Eventually.Async("the worker", async () => (name = (await WorkersAsync()).Except(before).FirstOrDefault()) is not null, TimeSpan.FromMinutes(2), () => process.Tail());
        return (process, name!);
    }

    public async Task<string[]> WorkersAsync() => (await RunAsync("worker", "list", "-o", "name")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Task<Ran> RunAsync(params string[] command) => CommandLine.HereAsync([.. command, "--server", Url]);

    public Task StopBrokerAsync() => _broker!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        if (_broker is not null) await _broker.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<ChildProcess> StartAsync(string program, params (string Name, string Value)[] settings)
    {
        var built = typeof(BrokerFleet).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == program).Value!;
        var process = await ChildProcess.StartAsync(new ChildStart("dotnet", Path.GetFullPath(built))
        {
            WorkingFolder = _folder.Root,
            Environment = new Dictionary<string, string?>(settings.ToDictionary(s => s.Name, s => (string?)s.Value)) { ["QueueAgents__Broker"] = _broker!.Uri.AbsoluteUri },
        });
        _processes.Add(process);
        return process;
    }
}
