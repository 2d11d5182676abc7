using System.Data;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;

namespace QueueAgents.Persistence.SqlServer.Wire;

/// <summary>
/// For servers that speak SQL Server's protocol and language, and whose OPENJSON leaves the escapes in the texts it reads and cuts long ones off
/// at 4,000 characters, as Babelfish does. They are sent no escapes, but a sign for each of the signs JSON must escape, and statements that put
/// these back and read long texts as the older type. SQL Server itself is asked once, answers rightly, and never meets any of it.
/// </summary>
internal static partial class PlainJson
{
    /// <summary>Answers <see cref="Quote"/> where escapes are read.</summary>
    public const string Question = """select j.sign from openjson(N'[{"sign":"\""}]') with (sign nvarchar(2)) j""";

    public const string Quote = "\"";

    private const string Long = "nvarchar(max)";

    private const int Controls = 0x1f;

    /// <summary>What JSON must escape. Zero is in no text of ours.</summary>
    private static readonly string Signs = string.Concat(Enumerable.Range(1, Controls).Select(c => (char)c)) + "\"\\";

    /// <summary>Unicode keeps these for a program's own use: no text has them.</summary>
    private static readonly string StandIns = string.Concat(Enumerable.Range(0xfdd0, Controls + 1).Select(c => (char)c)) + '\ufffe';

    public static void Rewrite(SqlCommand command)
    {
        var escaped = false;
        foreach (Match use in Documents().Matches(command.CommandText))
        {
            var parameter = command.Parameters[use.Groups["parameter"].Value];
            if (parameter.Value is not string document || !document.Contains('\\', StringComparison.Ordinal)) continue;
            parameter.Value = WithoutEscapes(document);
            escaped = true;
        }

#pragma warning disable CA2100 // Made of constants, as it was.
        command.CommandText = Documents().Replace(command.CommandText, use => Read(use, escaped));
#pragma warning restore CA2100
        if (!escaped) return;
        command.Parameters.Add(new("@stand_ins", SqlDbType.NVarChar, StandIns.Length) { Value = StandIns });
        command.Parameters.Add(new("@signs", SqlDbType.NVarChar, Signs.Length) { Value = Signs });
    }

    private static string Read(Match use, bool escaped)
    {
        var columns = use.Groups["columns"].Value;
        var read = string.Join(", ", columns.Split(", ").Select(column => Column(column, escaped)));
        return $"(select {read} from openjson({use.Groups["parameter"].Value}) with ({columns.Replace(Long, "ntext", StringComparison.Ordinal)}) j)";
    }

    private static string Column(string column, bool escaped)
    {
        var (name, type) = column.Split(' ') is [var first, var second] ? (first, second) : throw new FormatException(column);
        if (!type.StartsWith("nvarchar", StringComparison.Ordinal)) return $"j.{name}";
        var text = type == Long ? $"cast(j.{name} as {Long})" : $"j.{name}";
        return $"{(escaped ? $"cast(translate({text}, @stand_ins, @signs) as {type})" : text)} as {name}";
    }

    /// <summary>Half of a sign that takes two keeps its escape: those are read everywhere.</summary>
    private static string WithoutEscapes(string document)
    {
        var plain = new StringBuilder(document.Length);
        var rest = document.AsSpan();
        for (var at = rest.IndexOf('\\'); at >= 0; at = rest.IndexOf('\\'))
        {
            plain.Append(rest[..at]);
            var length = rest[at + 1] == 'u' ? 6 : 2;
            var sign = rest[at + 1] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(rest.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var itself => itself,
            };
            if (Signs.IndexOf(sign, StringComparison.Ordinal) is >= 0 and var place) plain.Append(StandIns[place]);
            else plain.Append(rest.Slice(at, length));
            rest = rest[(at + length)..];
        }

        return plain.Append(rest).ToString();
    }

    [GeneratedRegex(@"openjson\((?<parameter>@\w+)\) with \((?<columns>(?:[^()]|\([^()]*\))*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Documents();
}
