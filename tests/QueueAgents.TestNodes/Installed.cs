using System.Globalization;

namespace QueueAgents.TestNodes;

/// <summary>Where Debian puts the programs the nodes are made of; null when one is not there.</summary>
internal static class Installed
{
    /// <summary>The script itself: the wrapper on the PATH switches the user and reads the machine's configuration.</summary>
    public static string? RabbitServer { get; } = Find("/usr/lib/rabbitmq/bin/rabbitmq-server");

    public static string? RabbitCtl { get; } = Find("/usr/lib/rabbitmq/bin/rabbitmqctl");

    public static string? Epmd { get; } = Find("/usr/bin/epmd");

    public static string? ErlCall { get; } = Find("/usr/bin/erl_call", "/usr/lib/erlang/bin/erl_call");

    public static string? PostgresBin { get; } = NewestPostgres();

    public static string? Python { get; } = Find("/usr/bin/python3");

    public static string? Pika { get; } = Find("/usr/lib/python3/dist-packages/pika/__init__.py");

    public static string? SetPriv { get; } = Find("/usr/bin/setpriv");

    public static string? SetSid { get; } = Find("/usr/bin/setsid");

    private static string? Find(params ReadOnlySpan<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static string? NewestPostgres()
    {
        const string Root = "/usr/lib/postgresql";
        return Directory.Exists(Root)
            ? Directory.EnumerateDirectories(Root)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
                .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
    }
}
