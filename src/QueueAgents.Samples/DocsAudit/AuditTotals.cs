namespace QueueAgents.Samples.DocsAudit;

/// <summary>Sums over the files of an audit.</summary>
/// <param name="Files">Audited files.</param>
/// <param name="Lines">Lines of all files.</param>
/// <param name="Words">Words of prose and headings.</param>
/// <param name="Links">Links and images.</param>
/// <param name="Errors">Findings of <see cref="Severity.Error"/>.</param>
/// <param name="Warnings">Findings of <see cref="Severity.Warning"/>.</param>
/// <param name="Infos">Findings of <see cref="Severity.Info"/>.</param>
public sealed record AuditTotals(int Files, int Lines, int Words, int Links, int Errors, int Warnings, int Infos)
{
    internal static AuditTotals Of(IReadOnlyCollection<FileAudit> files, IReadOnlyCollection<Finding> findings) => new(
        files.Count,
        files.Sum(file => file.Lines),
        files.Sum(file => file.Words),
        files.Sum(file => file.Links),
        findings.Count(finding => finding.Severity is Severity.Error),
        findings.Count(finding => finding.Severity is Severity.Warning),
        findings.Count(finding => finding.Severity is Severity.Info));
}
