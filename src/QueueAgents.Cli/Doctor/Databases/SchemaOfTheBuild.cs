using System.Runtime.CompilerServices;

namespace QueueAgents.Cli.Doctor.Databases;

/// <summary>A server starts on the schema of its own build only.</summary>
internal sealed class SchemaOfTheBuild : ICheck<OpenDatabase>
{
    public string Name => "schema";

    public async IAsyncEnumerable<Finding> LookAsync(OpenDatabase on, [EnumeratorCancellation] CancellationToken ct)
    {
        var status = await on.Migrator.StatusAsync(ct);
        yield return status switch
        {
            { IsNewer: true } => this.Wrong($"The schema is newer than this program: {string.Join(", ", status.Unknown)}.", "Use the program of that release."),
            { Applied.Count: 0 } => this.Wrong("There is no schema yet.", "queueagents store migrate, as a user who may create tables."),
            { IsCurrent: false } => this.Wrong($"The schema is older than this program: {string.Join(", ", status.Pending)} are missing.", "queueagents store migrate, before servers of this release start."),
            _ => this.Well($"The schema is that of this program: {status.Applied[^1]}."),
        };
    }
}
