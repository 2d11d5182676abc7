using System.Text.RegularExpressions;

namespace QueueAgents.Persistence.PostgreSql.Wire;

/// <summary>
/// A statement about rows that come as arrays, one per column of its <c>unnest</c>. PostgreSQL stores each of those columns apart before it
/// reads the first row, and the client packs each; for a single row that is most of the work. So for one (of each <c>unnest</c>, where there are
/// several) there is a text of its own that takes plain values, and whose planner sees that it is one row.
/// </summary>
internal sealed partial class RowsStatement(string many)
{
    private readonly string one = ForOne(many);

    public string For(bool single) => single ? one : many;

    private static string ForOne(string many) => Any().Replace(Unnest().Replace(many, "(values ($1))"), "$1");

    [GeneratedRegex(@"unnest\((\$\d+(?:,\s*\$\d+)*)\)")]
    private static partial Regex Unnest();

    [GeneratedRegex(@"any\((\$\d+)\)")]
    private static partial Regex Any();
}
