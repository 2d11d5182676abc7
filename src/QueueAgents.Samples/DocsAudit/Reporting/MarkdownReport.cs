using System.Globalization;
using System.Text;

namespace QueueAgents.Samples.DocsAudit.Reporting;

/// <summary>The report for people: how bad it is, which rules spoke, then every finding by file and line.</summary>
internal static class MarkdownReport
{
    public static string Render(AuditReport report)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Documentation audit of {MarkdownText.Escape(report.Folder)}\n\n");

        RenderTotals(page, report.Totals);
        RenderRules(page, report.Rules);
        RenderFindings(page, "The folder", report.FolderFindings);
        foreach (var file in report.Files)
        {
            RenderFindings(page, file.File, file.Findings);
        }

        return page.ToString();
    }

    private static void RenderTotals(StringBuilder page, AuditTotals totals)
    {
        page.Append("| Files | Lines | Words | Links | Errors | Warnings | Infos |\n");
        page.Append("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        page.Append(CultureInfo.InvariantCulture, $"| {totals.Files} | {totals.Lines} | {totals.Words} | {totals.Links} ");
        page.Append(CultureInfo.InvariantCulture, $"| {totals.Errors} | {totals.Warnings} | {totals.Infos} |\n");
    }

    private static void RenderRules(StringBuilder page, IReadOnlyList<RuleTotal> rules)
    {
        if (rules.Count == 0)
        {
            page.Append("\nNothing to report.\n");
            return;
        }

        page.Append("\n| Rule | Severity | Findings | Files |\n| --- | --- | ---: | ---: |\n");
        foreach (var rule in rules)
        {
            page.Append(
                CultureInfo.InvariantCulture, $"| {rule.Rule} | {NameOf(rule.Severity)} | {rule.Findings} | {rule.Files} |\n");
        }
    }

    private static void RenderFindings(StringBuilder page, string title, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"\n## {MarkdownText.Escape(title)}\n\n");
        foreach (var finding in findings)
        {
            var place = finding.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {finding.Line}, ") : "";
            page.Append(
                CultureInfo.InvariantCulture,
                $"- {place}{NameOf(finding.Severity)} `{finding.Rule}`: {MarkdownText.Escape(finding.Message)}\n");
        }
    }

    private static string NameOf(Severity severity) => severity switch
    {
        Severity.Error => "**error**",
        Severity.Warning => "warning",
        _ => "info",
    };
}
