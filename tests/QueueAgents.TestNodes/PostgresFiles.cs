namespace QueueAgents.TestNodes;

/// <summary>Folders, port and commands of one cluster; as root everything runs as the user postgres, because the server refuses root.</summary>
internal sealed class PostgresFiles : IDisposable
{
    private readonly TempFolder _folder = new("postgres");
    private readonly PostgresOptions _options;
    private readonly string? _user = Environment.IsPrivilegedProcess ? "postgres" : null;

    public PostgresFiles(PostgresOptions options)
    {
        _options = options;
        Port = Ports.Free();
        Home = _folder.Sub("server");
    }

    public int Port { get; }

    public string Folder => _folder.Root;

    public string ServerLog => _folder.File("postgres.log");

    public string PidFile => Path.Combine(Data, "postmaster.pid");

    private string Home { get; }

    private string Data => Path.Combine(Home, "data");

    public async Task InitializeAsync()
    {
        if (_user is not null)
        {
            await Tool.RunAsync(new ChildStart("chown", $"{_user}:", Home));
        }

        await Tool.RunAsync(Program("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"));
    }

    public ChildStart Server() => Program("postgres", ["-D", Data, .. Settings().SelectMany(setting => new[] { "-c", setting })]) with
    {
        LogFile = ServerLog,
        // An immediate shutdown: the server then takes its children and its shared memory along.
        OnParentDeath = "QUIT",
    };

    public ChildStart Sql(string database, string statement) => Program(
        "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", Home, "-p", $"{Port}", "-U", "postgres", "-d", database, "-c", statement);

    public void Dispose() => _folder.Dispose();

    private ChildStart Program(string name, params IReadOnlyList<string> arguments) =>
        new(Path.Combine(Installed.PostgresBin!, name), arguments) { User = _user, WorkingFolder = Home };

    private IEnumerable<string> Settings() =>
    [
        "listen_addresses=127.0.0.1",
        $"port={Port}",
        $"unix_socket_directories={Home}",
        "max_connections=200",
        // In the data folder, so that a killed server leaves nothing in /dev/shm.
        "dynamic_shared_memory_type=mmap",
        "timezone=UTC",
        "log_timezone=UTC",
        .. _options.Fsync ? Array.Empty<string>() : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
        .. _options.ExtraSettings,
    ];
}
