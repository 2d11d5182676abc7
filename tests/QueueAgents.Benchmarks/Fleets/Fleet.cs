using QueueAgents.Benchmarks.Loads;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>Servers and workers as processes of their own, and the load they are given.</summary>
internal abstract class Fleet : IAsyncDisposable
{
    private readonly List<ChildProcess> servers = [];
    private readonly List<ChildProcess> workers = [];

    public abstract ILoad Load { get; }

    public IReadOnlyList<int> Servers => [.. servers.Select(p => p.Pid)];

    public IReadOnlyList<int> Workers => [.. workers.Select(p => p.Pid)];

    public string Tails() => string.Join('\n', servers.Concat(workers).Select(p => p.Tail(15)));

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var process in workers.Concat(servers)) await process.DisposeAsync();
    }

    protected async Task StartServerAsync(IReadOnlyDictionary<string, string?> environment, params string[] command) => servers.Add(await StartAsync(environment, command));

    protected async Task StartWorkerAsync(IReadOnlyDictionary<string, string?> environment, params string[] command) => workers.Add(await StartAsync(environment, command));

    /// <summary>What it writes goes through a pipe that is read, as where a collector takes the logs.</summary>
    private static Task<ChildProcess> StartAsync(IReadOnlyDictionary<string, string?> environment, string[] command)
        => ChildProcess.StartAsync(new ChildStart("dotnet", [Path.Combine(AppContext.BaseDirectory, command[0]), .. command[1..]]) { Environment = environment });
}
