namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>Tells that findings were left out.</summary>
internal static class TooManyFindings
{
    public const string Id = "too-many-findings";

    /// <summary>Keeps the gravest findings, in their order.</summary>
    public static IReadOnlyList<Finding> Cut(string file, IReadOnlyList<Finding> findings, int limit)
    {
        if (findings.Count <= limit)
        {
            return findings;
        }

        var kept = findings.OrderByDescending(finding => finding.Severity).Take(limit);
        var notice = new Finding(file, 0, Id, Severity.Warning, $"{findings.Count - limit} more findings were left out.");
        return [.. kept.Append(notice).InReportOrder()];
    }
}
