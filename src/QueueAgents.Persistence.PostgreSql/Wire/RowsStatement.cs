using System.Text.RegularExpressions;

namespace QueueAgents.Persistence.PostgreSql.Wire;

/// <summary>
/// A statement about rows that come as arrays, one per column: its first <c>unnest</c>. PostgreSQL stores each of those columns apart before it
/// reads the first row, and the client packs each; for a single row that is most of the work. So for one there is a text of its own that takes plain
/// values, and whose planner sees that it is one row.
/// </summary>
internal sealed partial class RowsStatement(string many)
{
    private readonly string one = ForOne(many);

    public string For(int rows) => rows == 1 ? one : many;

    private static string ForOne(string many)
    {
        var columns = Unnest().Match(many).Groups[1].Value;
        var one = Unnest().Replace(many, $"(values ({columns.Replace("$", "$$", StringComparison.Ordinal)}))", count: 1);
        return Parameter().Matches(columns).Aggregate(one, (text, column) => text.Replace($"any({column.Value})", column.Value, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"unnest\((\$\d+(?:,\s*\$\d+)*)\)")]
    private static partial Regex Unnest();

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Parameter();
}
