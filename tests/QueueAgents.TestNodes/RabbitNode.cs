using System.Text;

namespace QueueAgents.TestNodes;

/// <summary>A RabbitMQ broker of its own: private data, ports, name, cookie and epmd, on loopback only.</summary>
public sealed class RabbitNode : IAsyncDisposable
{
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(30);

    private readonly RabbitNodeOptions _options;
    private readonly RabbitFiles _files;
    private ChildProcess? _epmd;
    private ChildProcess? _server;

    private RabbitNode(RabbitNodeOptions options)
    {
        _options = options;
        _files = new RabbitFiles(options);
    }

    public int Port => _files.Port;

    public Uri Uri => UriOf("");

    public Uri ManagementUri => _options.Management
        ? new Uri($"http://127.0.0.1:{_files.Management}/")
        : throw new InvalidOperationException("This node was started without the management plugin.");

    /// <summary>The broker's pid while it runs.</summary>
    public int Pid => Server.Pid;

    internal string Folder => _files.Folder;

    /// <summary>The broker, what it started, and its epmd.</summary>
    internal IReadOnlyList<int> Pids => [Pid, .. ProcessTable.ChildrenOf(Pid), _epmd!.Pid];

    private ChildProcess Server => _server ?? throw new InvalidOperationException("The broker is not running.");

    public static async Task<RabbitNode> StartAsync(RabbitNodeOptions? options = null)
    {
        if (Missing.Broker() is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        var node = new RabbitNode(options ?? new RabbitNodeOptions());
        try
        {
            await node.StartAgainAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a stopped or killed broker on the same ports with the same data.</summary>
    public async Task StartAgainAsync()
    {
        if (_server is not null)
        {
            throw new InvalidOperationException("The broker is running already.");
        }

        _epmd ??= await ChildProcess.StartAsync(
            new ChildStart(Installed.Epmd!, "-address", "127.0.0.1", "-port", $"{_files.Epmd}") { Environment = _files.Environment });
        _server = await ChildProcess.StartAsync(
            new ChildStart(Installed.RabbitServer!)
            {
                Environment = _files.Environment,
                WorkingFolder = _files.Home,
                LogFile = _files.ServerLog,
            });
        await WaitUntilReadyAsync(_server);
    }

    public async Task StopAsync()
    {
        Server.Terminate();
        await Server.WaitForExitAsync(StopsWithin);
        await ForgetServerAsync();
    }

    /// <summary>
    /// A broker writes down which quorum queues it has a while after it has made them. Killed before that, it comes back with a queue that
    /// answers nobody, and what it had confirmed is gone; that is the broker's, and not what a test wants to look at.
    /// </summary>
    public Task WritesDownAsync(string queue)
    {
        var name = Encoding.UTF8.GetBytes($"{queue}m"); // An atom, and then a binary.
        return Eventually.Async(
            $"the broker to write down that it has {queue}",
            () => Directory.EnumerateFiles(_files.Data, "names.dets", SearchOption.AllDirectories).Any(file => ReadShared(file).AsSpan().IndexOf(name) >= 0));
    }

    public async Task KillAsync()
    {
        Server.Kill();
        await Server.WaitForExitAsync(StopsWithin);
        await ForgetServerAsync();
    }

    /// <summary>A broker that lost its disk: killed, emptied, started again on the same ports.</summary>
    public async Task WipeAsync()
    {
        if (_server is not null)
        {
            await KillAsync();
        }

        TempFolder.Delete(_files.Data);
        await StartAgainAsync();
    }

    /// <summary>SIGSTOP: connections stay open, nobody answers.</summary>
    public void Freeze() => Server.Stop();

    public void Thaw() => Server.Continue();

    /// <summary>Runs rabbitmqctl against this node and returns what it printed.</summary>
    public Task<string> Ctl(params string[] arguments) => Tool.RunAsync(
        new ChildStart(Installed.RabbitCtl!, ["-q", "-n", _files.Name, .. arguments]) { Environment = _files.Environment });

    /// <summary>Of RabbitMQ.</summary>
    public Task<string> VersionAsync() => ErlCall.AskAsync(_files, "rabbit_misc:version().\n");

    /// <summary>A fresh virtual host that guest may use: isolation between tests without a second broker.</summary>
    public async Task<Uri> CreateVirtualHostAsync(string name)
    {
        await RabbitAccess.AddVirtualHostAsync(_files, name);
        await PermitAsync("guest", name, ".*", ".*", ".*");
        return UriOf(name);
    }

    /// <summary>Who may nothing yet.</summary>
    public Task AddUserAsync(string name, string password) => RabbitAccess.AddUserAsync(_files, name, password);

    /// <summary>By patterns of names, in place of what the user might do there before.</summary>
    public Task PermitAsync(string user, string virtualHost, string configure, string write, string read)
        => RabbitAccess.PermitAsync(_files, user, virtualHost, configure, write, read);

    /// <summary>How many messages the channel that has most of them has not settled.</summary>
    public Task<int> MostHeldAsync(string virtualHost) => RabbitQueues.MostHeldAsync(_files, virtualHost);

    public Task<IReadOnlyDictionary<string, QueueDepth>> QueueDepths(string virtualHost = "/") =>
        RabbitQueues.DepthsAsync(_files, virtualHost);

    /// <summary>Of all virtual hosts.</summary>
    public Task<BrokerTraffic> TrafficAsync() => RabbitTraffic.ReadAsync(_files);

    /// <summary>The end of the broker's log.</summary>
    public string Log(int lines = 40) => Server.Tail(lines);

    public async ValueTask DisposeAsync()
    {
        await ForgetServerAsync();
        if (_epmd is not null)
        {
            await _epmd.DisposeAsync();
        }

        _files.Dispose();
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var content = new byte[stream.Length];
        return content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
    }

    private Uri UriOf(string virtualHost) => new($"amqp://guest:guest@127.0.0.1:{Port}/{virtualHost}");

    private async Task WaitUntilReadyAsync(ChildProcess server)
    {
        await Eventually.Async(
            $"RabbitMQ to speak AMQP on port {Port}",
            async () => server.HasExited || await AmqpHandshake.SucceedsAsync(Port),
            _options.ReadyWithin,
            () => server.Tail());
        if (server.HasExited)
        {
            throw new InvalidOperationException($"RabbitMQ ended while starting. It wrote:\n{server.Tail()}");
        }
    }

    private async Task ForgetServerAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.DisposeAsync();
        }
    }
}
