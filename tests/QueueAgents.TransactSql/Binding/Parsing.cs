using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace QueueAgents.TransactSql.Binding;

/// <summary>The parsers of SQL Server 2019, 2022 and 2025.</summary>
internal static class Parsing
{
    public static IReadOnlyList<TSqlParser> Parsers { get; } = [new TSql150Parser(true), new TSql160Parser(true), new TSql170Parser(true)];

    /// <summary>What any of the three has against it.</summary>
    public static IEnumerable<string> Errors(string sql) => Parsers.SelectMany(parser =>
    {
        parser.Parse(new StringReader(sql), out var errors);
        return errors.Select(e => $"{parser.GetType().Name}, line {e.Line}: {e.Message}");
    });

    public static TSqlScript Tree(string sql) => (TSqlScript)Parsers[0].Parse(new StringReader(sql), out _);

    public static string TextOf(TSqlFragment fragment)
        => string.Concat(fragment.ScriptTokenStream.Skip(fragment.FirstTokenIndex).Take(fragment.LastTokenIndex - fragment.FirstTokenIndex + 1).Select(t => t.Text));
}
