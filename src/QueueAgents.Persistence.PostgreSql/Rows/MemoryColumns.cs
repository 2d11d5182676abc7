using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql.Rows;

/// <summary>The columns of memory, in the order of the statements of <see cref="Sql.MemorySql"/>.</summary>
internal static class MemoryColumns
{
    public static void Ids(Columns p, IReadOnlyList<MemoryRow> rows)
    {
        p.Texts(rows, m => m.Tenant);
        p.Texts(rows, m => m.Agent);
        p.Texts(rows, m => m.Subject);
        p.Texts(rows, m => m.Key);
    }

    public static void OfRuns(Columns p, IReadOnlyList<MemoryRow> rows)
    {
        p.Column(rows, m => m.RunId);
        Ids(p, rows);
    }

    public static void Expected(Columns p, IReadOnlyList<MemoryRow> rows)
    {
        OfRuns(p, rows);
        p.Column(rows, m => m.ExpectedVersion);
    }

    public static void Entries(Columns p, IReadOnlyList<MemoryRow> rows)
    {
        OfRuns(p, rows);
        p.Column(rows, m => m.Version);
        p.Texts(rows, m => m.Value.Text);
        p.Moments(rows, m => m.ExpiresAt);
        p.Column(rows, m => m.Seq);
        p.Moments(rows, m => m.UpdatedAt);
    }

    public static void Places(Columns p, IReadOnlyList<(Guid RunId, MemoryPlace Place)> rows)
    {
        p.Column(rows, m => m.RunId);
        p.Column(rows, m => m.Place.Shared);
        p.Texts(rows, m => m.Place.Subject);
        p.Texts(rows, m => m.Place.Key);
    }
}
