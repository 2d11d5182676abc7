using System.Globalization;
using System.Runtime.CompilerServices;

namespace QueueAgents.Cli.Doctor.Databases;

/// <summary>What was answered must survive a power cut, and servers must find connections.</summary>
internal sealed class PostgreSqlSettings : ICheck<OpenDatabase>
{
    private const int FewConnections = 50;

    public string Name => "database-settings";

    public async IAsyncEnumerable<Finding> LookAsync(OpenDatabase on, [EnumeratorCancellation] CancellationToken ct)
    {
        var bad = 0;
        foreach (var setting in new[] { "fsync", "full_page_writes", "synchronous_commit" })
        {
            // "local" waits for this machine's disk, which is all that is promised here.
            if (await on.TextAsync($"show {setting}", ct) != "off") continue;
            bad++;
            yield return this.Wrong($"{setting} is off: a commit that was answered can be lost with the machine.", $"Set {setting} = on, for this role and database at least.");
        }

        var isolation = await on.TextAsync("show default_transaction_isolation", ct);
        if (isolation != "read committed")
        {
            bad++;
            yield return this.Warning($"Transactions are '{isolation}' where they do not say otherwise.", "The fleet is written for 'read committed': alter role … set default_transaction_isolation = 'read committed'.");
        }

        var connections = int.Parse((await on.TextAsync("show max_connections", ct))!, CultureInfo.InvariantCulture);
        if (connections < FewConnections)
        {
            bad++;
            yield return this.Warning($"max_connections is {connections}: a few servers use that up.", "Raise it, or set Maximum Pool Size in the servers' connection strings.");
        }

        if (bad == 0) yield return this.Well($"Commits are on disk when they are answered; transactions are read committed; {connections} connections.");
    }
}
