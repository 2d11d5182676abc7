using QueueAgents.Samples.DocsAudit.Reporting;

namespace QueueAgents.Samples.DocsAudit;

/// <summary>What the audit came to; the findings themselves are in the report.</summary>
/// <param name="Totals">Sums over all files.</param>
/// <param name="Rules">How often each rule spoke, the gravest first.</param>
/// <param name="WorstFiles">The files with most to say about, the worst first; at most <see cref="MostFiles"/>.</param>
/// <param name="Markdown">Where the report for people is.</param>
/// <param name="Json">Where the report for programs is.</param>
public sealed record DocsAuditResult(
    AuditTotals Totals, IReadOnlyList<RuleTotal> Rules, IReadOnlyList<WorstFile> WorstFiles, string Markdown, string Json)
{
    /// <summary>How many files <see cref="WorstFiles"/> names at most.</summary>
    public const int MostFiles = 10;

    internal static DocsAuditResult Of(AuditReport report, WrittenReport written) => new(
        report.Totals,
        report.Rules,
        [.. WorstFile.Rank(report.Files).Take(MostFiles)],
        written.MarkdownPath,
        written.JsonPath);
}

/// <summary>How much there is to say about one file.</summary>
/// <param name="File">Path relative to the audited folder.</param>
/// <param name="Errors">Findings of <see cref="Severity.Error"/>.</param>
/// <param name="Warnings">Findings of <see cref="Severity.Warning"/>.</param>
/// <param name="Infos">Findings of <see cref="Severity.Info"/>.</param>
public sealed record WorstFile(string File, int Errors, int Warnings, int Infos)
{
    internal static IEnumerable<WorstFile> Rank(IEnumerable<FileAudit> audits) => audits
        .Where(audit => audit.Findings.Count > 0)
        .Select(audit => new WorstFile(audit.File, Count(audit, Severity.Error), Count(audit, Severity.Warning), Count(audit, Severity.Info)))
        .OrderByDescending(file => file.Errors)
        .ThenByDescending(file => file.Warnings)
        .ThenByDescending(file => file.Infos)
        .ThenBy(file => file.File, StringComparer.Ordinal);

    private static int Count(FileAudit audit, Severity severity) => audit.Findings.Count(finding => finding.Severity == severity);
}
