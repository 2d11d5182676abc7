namespace QueueAgents.Samples.DocsAudit;

/// <summary>The audit of a folder. The same audits give the same report, in whatever order they arrive.</summary>
/// <param name="Folder">The audited folder, as the caller names it.</param>
/// <param name="Totals">Sums over all files.</param>
/// <param name="Rules">How often each rule spoke, the gravest first; rules that stayed silent are absent.</param>
/// <param name="FolderFindings">Findings about the folder itself, such as a subfolder that cannot be listed.</param>
/// <param name="Files">Every audited file, by path.</param>
public sealed record AuditReport(
    string Folder,
    AuditTotals Totals,
    IReadOnlyList<RuleTotal> Rules,
    IReadOnlyList<Finding> FolderFindings,
    IReadOnlyList<FileAudit> Files)
{
    /// <summary>Gathers the audits of single files into one report.</summary>
    public static AuditReport Of(string folder, IEnumerable<FileAudit> audits, IEnumerable<Finding>? folderFindings = null)
    {
        var files = audits.OrderBy(audit => audit.File, StringComparer.Ordinal).ToList();
        var ownFindings = (folderFindings ?? []).InReportOrder().ToList();
        var findings = ownFindings.Concat(files.SelectMany(file => file.Findings)).ToList();

        return new AuditReport(folder, AuditTotals.Of(files, findings), RuleTotal.Of(findings), ownFindings, files);
    }
}
