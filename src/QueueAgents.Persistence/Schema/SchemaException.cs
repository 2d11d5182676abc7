namespace QueueAgents.Persistence.Schema;

/// <summary>The database does not have this build's schema. The message says what to do.</summary>
internal sealed class SchemaException(SchemaStatus status) : InvalidOperationException(Text(status))
{
    private static string Text(SchemaStatus status) => status switch
    {
        { IsNewer: true } => $"The database's schema is newer than this build (unknown: {string.Join(", ", status.Unknown)}). Start the release that made it, or a later one.",
        { Applied.Count: 0 } => "The database has no schema yet. Run `queueagents store migrate` first.",
        _ => $"The database's schema is older than this build (missing: {string.Join(", ", status.Pending)}). Run `queueagents store migrate` first.",
    };
}
