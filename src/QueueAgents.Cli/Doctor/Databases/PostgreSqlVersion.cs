using System.Globalization;
using System.Runtime.CompilerServices;

namespace QueueAgents.Cli.Doctor.Databases;

/// <summary>A release that is still cared for, and a server that may be written to.</summary>
internal sealed class PostgreSqlVersion : ICheck<OpenDatabase>
{
    private const int Oldest = 14;

    public string Name => "database-version";

    public async IAsyncEnumerable<Finding> LookAsync(OpenDatabase on, [EnumeratorCancellation] CancellationToken ct)
    {
        var version = await on.TextAsync("show server_version", ct);
        var major = int.Parse((await on.TextAsync("show server_version_num", ct))!, CultureInfo.InvariantCulture) / 10_000;
        if (await on.TextAsync("select pg_is_in_recovery()", ct) == bool.TrueString)
            yield return this.Wrong($"PostgreSQL {version} is a standby: nothing can be written to it.", "Name the primary; with several hosts in the connection string, Target Session Attributes=primary.");
        else if (major < Oldest) yield return this.Warning($"PostgreSQL {version} is older than {Oldest}.", "It may work, but this fleet was proven on 15: upgrade.");
        else yield return this.Well($"PostgreSQL {version}.");
    }
}
