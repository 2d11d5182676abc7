namespace QueueAgents.Persistence.Schema;

/// <param name="Applied">Known to this build and in the database.</param>
/// <param name="Pending">Known to this build and not in the database.</param>
/// <param name="Unknown">In the database and not known to this build: a newer release made them.</param>
internal sealed record SchemaStatus(IReadOnlyList<string> Applied, IReadOnlyList<string> Pending, IReadOnlyList<string> Unknown)
{
    public bool IsNewer => Unknown.Count > 0;
    public bool IsCurrent => !IsNewer && Pending.Count == 0;
}
