namespace QueueAgents.Samples.DocsAudit;

internal static class FindingOrder
{
    public static IOrderedEnumerable<Finding> InReportOrder(this IEnumerable<Finding> findings) => findings
        .OrderBy(finding => finding.File, StringComparer.Ordinal)
        .ThenBy(finding => finding.Line)
        .ThenBy(finding => finding.Rule, StringComparer.Ordinal)
        .ThenBy(finding => finding.Message, StringComparer.Ordinal);
}
