using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.SqlServer.Wire;
using QueueAgents.Persistence.Tables;

namespace QueueAgents.Persistence.SqlServer.Rows;

/// <summary>Entries of memory: as they are looked at before a commit, as they are written, and as they are asked for.</summary>
internal static class MemoryRows
{
    public static readonly JsonTable<MemoryRow> Ids = Id();

    public static readonly JsonTable<MemoryRow> Expected = Id().Long("expected_version", m => m.ExpectedVersion);

    public static readonly JsonTable<MemoryRow> Entries = Id()
        .Long("version", m => m.Version)
        .Text("value", m => m.Value.Text)
        .Moment("expires_at", m => m.ExpiresAt)
        .Int("seq", m => m.Seq)
        .Moment("updated_at", m => m.UpdatedAt);

    public static readonly JsonTable<(Guid RunId, MemoryPlace Place)> Places = new JsonTable<(Guid RunId, MemoryPlace Place)>()
        .Id("run_id", m => m.RunId)
        .Flag("shared", m => m.Place.Shared)
        .Key("subject", Lengths.Memory, m => m.Place.Subject)
        .Key("key", Lengths.Memory, m => m.Place.Key);

    private static JsonTable<MemoryRow> Id() => new JsonTable<MemoryRow>()
        .Id("run_id", m => m.RunId)
        .Key("tenant", Lengths.Name, m => m.Tenant)
        .Key("agent", Lengths.Name, m => m.Agent)
        .Key("subject", Lengths.Memory, m => m.Subject)
        .Key("key", Lengths.Memory, m => m.Key);
}
