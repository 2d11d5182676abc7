using System.Globalization;

namespace QueueAgents.TestNodes;

/// <summary>A PostgreSQL server of its own: private data folder and port, on loopback only.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(30);

    private readonly PostgresOptions _options;
    private readonly PostgresFiles _files;
    private ChildProcess? _server;
    private string? _orphanedMemory;

    private PostgresCluster(PostgresOptions options)
    {
        _options = options;
        _files = new PostgresFiles(options);
    }

    public int Port => _files.Port;

    /// <summary>The postmaster's pid while it runs.</summary>
    public int Pid => Server.Pid;

    internal string Folder => _files.Folder;

    /// <summary>The postmaster and its backends.</summary>
    internal IReadOnlyList<int> Pids => [Pid, .. ProcessTable.ChildrenOf(Pid)];

    private ChildProcess Server => _server ?? throw new InvalidOperationException("The server is not running.");

    public static async Task<PostgresCluster> StartAsync(PostgresOptions? options = null)
    {
        if (Missing.Database() is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        var cluster = new PostgresCluster(options ?? new PostgresOptions());
        try
        {
            await cluster._files.InitializeAsync();
            await cluster.StartAgainAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres";

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await Sql("postgres", $"CREATE DATABASE {Identifier(name)}");
        return ConnectionString(name);
    }

    /// <summary>Runs one statement through psql: rows as lines, columns separated by |.</summary>
    public async Task<string> Sql(string database, string statement) => (await Tool.RunAsync(_files.Sql(database, statement))).TrimEnd('\n');

    /// <summary>Ends every other client session of a database, as an administrator or a failover would; returns how many.</summary>
    public async Task<int> TerminateBackends(string database) => int.Parse(
        await Sql("postgres", $"""
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = {Literal(database)} AND backend_type = 'client backend' AND pid <> pg_backend_pid()
            """),
        CultureInfo.InvariantCulture);

    /// <summary>Starts a stopped or killed server on the same port with the same data.</summary>
    public async Task StartAgainAsync()
    {
        if (_server is not null)
        {
            throw new InvalidOperationException("The server is running already.");
        }

        var server = _server = await ChildProcess.StartAsync(_files.Server());
        _orphanedMemory = null;
        await Eventually.Async(
            $"PostgreSQL to be ready on port {Port}",
            () => server.HasExited || Postmaster.IsReady(_files.PidFile, server.Pid),
            _options.ReadyWithin,
            () => server.Tail());
        if (server.HasExited)
        {
            throw new InvalidOperationException($"PostgreSQL ended while starting. It wrote:\n{server.Tail()}");
        }
    }

    /// <summary>Fast by default: sessions are ended, then a checkpoint. Immediate: no checkpoint, recovery at the next start.</summary>
    public async Task StopAsync(bool immediate = false)
    {
        Server.Send(immediate ? Signals.Quit : Signals.Interrupt);
        await Server.WaitForExitAsync(StopsWithin);
        await ForgetServerAsync();
    }

    /// <summary>SIGKILL to the postmaster and every backend at once, as when the machine loses power (with the page cache kept).</summary>
    public async Task KillAsync()
    {
        var children = ProcessTable.ChildrenOf(Server.Pid);
        _orphanedMemory = Postmaster.SharedMemoryId(_files.PidFile);
        Server.Kill();
        foreach (var child in children)
        {
            Signals.Send(child, Signals.Kill);
        }

        await Server.WaitForExitAsync(StopsWithin);
        await Eventually.Async("the backends of a killed server to be gone", () => !children.Any(ProcessTable.IsAlive));
        await ForgetServerAsync();
    }

    /// <summary>The end of the server's log.</summary>
    public string Log(int lines = 40) => Server.Tail(lines);

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false })
        {
            await EndAsync();
        }

        await ForgetServerAsync();
        if (_orphanedMemory is { } id)
        {
            await Tool.RunAsync(new ChildStart("ipcrm", "-m", id));
        }

        _files.Dispose();
    }

    private static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private async Task EndAsync()
    {
        try
        {
            await StopAsync(immediate: true);
        }
        catch (TimeoutException)
        {
            await KillAsync();
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
