using QueueAgents.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QueueAgents.Cli.Doctor;

/// <summary>Findings for a person: a sign, what was looked at, the sentence, and under it what to do.</summary>
internal static class FindingSheet
{
    public static IRenderable Of(IReadOnlyList<Finding> findings)
    {
        var table = Tables.Of("", "CHECK", "WHAT IT CAME TO");
        foreach (var finding in findings)
        {
            table.AddRow(Look(finding.Verdict), Markup.Escape(finding.Check), Markup.Escape(finding.Says));
            if (finding.Do is { } what) table.AddRow("", "", $"[grey]→[/] {Markup.Escape(what)}");
        }

        foreach (var column in table.Columns.Take(2)) column.NoWrap();
        return table;
    }

    private static string Look(Verdict verdict) => verdict switch
    {
        Verdict.Well => "[green]✓[/]",
        Verdict.Warning => "[yellow]![/]",
        Verdict.Wrong => "[red]✗[/]",
        _ => "[grey]·[/]",
    };
}
