using System.Globalization;
using System.Security.Cryptography;

namespace QueueAgents.TestNodes;

/// <summary>Everything that makes one broker its own: folders, ports, name, cookie, configuration, environment.</summary>
internal sealed class RabbitFiles : IDisposable
{
    private readonly TempFolder _folder = new("rabbit");
    private readonly int _distribution;

    public RabbitFiles(RabbitNodeOptions options)
    {
        var ports = Ports.Free(4);
        (Port, Epmd, _distribution, Management) = (ports[0], ports[1], ports[2], ports[3]);
        Name = $"test{Port}@localhost";
        Cookie = RandomNumberGenerator.GetHexString(20);
        Home = _folder.Sub("home");
        WriteCookie();
        File.WriteAllText(_folder.File("enabled_plugins"), options.Management ? "[rabbitmq_management]." : "[].");
        File.WriteAllLines(_folder.File("rabbitmq.conf"), Configuration(options));
    }

    public int Port { get; }

    public int Epmd { get; }

    public int Management { get; }

    public string Name { get; }

    public string Cookie { get; }

    public string Home { get; }

    public string Folder => _folder.Root;

    public string Data => _folder.File("data");

    public string ServerLog => _folder.File("broker.log");

    /// <summary>For the server and for its command line tools; nothing of the machine's own configuration is read.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["HOME"] = Home,
        ["ERL_EPMD_PORT"] = Text(Epmd),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = Name,
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_CONFIG_FILE"] = _folder.File("rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = _folder.File("advanced.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder.File("enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = Data,
        ["RABBITMQ_LOG_BASE"] = _folder.File("log"),
        ["RABBITMQ_DIST_PORT"] = Text(_distribution),
        // Makes the script become the Erlang machine instead of watching over it, so the recorded pid is the broker's.
        ["RABBITMQ_ALLOW_INPUT"] = "1",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-noinput " + OwnDistribution,
        ["RABBITMQ_CTL_ERL_ARGS"] = OwnDistribution,
        ["RABBITMQ_CTL_DIST_PORT_MIN"] = "0",
        ["RABBITMQ_CTL_DIST_PORT_MAX"] = "0",
    };

    private static string OwnDistribution => "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}";

    public void Dispose() => _folder.Dispose();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void WriteCookie()
    {
        var file = Path.Combine(Home, ".erlang.cookie");
        File.WriteAllText(file, Cookie);
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }
    }

    private IEnumerable<string> Configuration(RabbitNodeOptions options) =>
    [
        $"listeners.tcp.1 = 127.0.0.1:{Port}",
        "heartbeat = 10",
        "max_message_size = 4194304",
        "disk_free_limit.absolute = 64MB",
        "vm_memory_high_watermark.absolute = 1GiB",
        "log.file = false",
        "log.console = true",
        "log.console.level = info",
        .. options.Management ? new[] { "management.tcp.ip = 127.0.0.1", $"management.tcp.port = {Management}" } : [],
        .. options.ExtraConfiguration,
    ];
}
