using System.Text.RegularExpressions;

namespace QueueAgents.Persistence.PostgreSql.Wire;

/// <summary>
/// A statement about rows that come as arrays, one per column: its first <c>unnest</c>. PostgreSQL stores each of those columns apart before it
/// reads the first row, which for a single row is most of the work; so for one there is a text of its own that takes the first element of each.
/// The planner sees that it is one row, and the parameters are the same.
/// </summary>
internal sealed partial class RowsStatement(string many)
{
    private readonly string one = Unnest().Replace(many, unnest => $"(values ({Parameter().Replace(unnest.Groups[1].Value, "$0[1]")}))", count: 1);

    public string For(int rows) => rows == 1 ? one : many;

    [GeneratedRegex(@"unnest\((\$\d+(?:,\s*\$\d+)*)\)")]
    private static partial Regex Unnest();

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Parameter();
}
