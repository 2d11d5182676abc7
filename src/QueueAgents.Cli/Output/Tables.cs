using Spectre.Console;

namespace QueueAgents.Cli.Output;

/// <summary>One look for all tables: no lines, quiet headings, columns two spaces apart.</summary>
internal static class Tables
{
    public static Table Of(params string[] headings)
    {
        var table = new Table().Border(TableBorder.None).HideFooters();
        foreach (var heading in headings)
        {
            // A leading '>' marks a column of numbers.
            var (text, right) = heading.StartsWith('>') ? (heading[1..], true) : (heading, false);
            var column = new TableColumn($"[grey]{Markup.Escape(text)}[/]").PadLeft(0).PadRight(2);
            table.AddColumn(right ? column.RightAligned() : column);
        }

        return table;
    }

    /// <summary>Names and their values, one pair a line.</summary>
    public static Grid Facts(params (string Name, string? Markup)[] facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(2)).AddColumn(new GridColumn().PadRight(0));
        foreach (var (name, markup) in facts.Where(fact => fact.Markup is { Length: > 0 })) grid.AddRow($"[grey]{Markup.Escape(name)}[/]", markup!);
        return grid;
    }
}
