namespace QueueAgents.Samples.DocsAudit;

/// <summary>How often one rule spoke, and in how many files.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Severity">Severity of its findings.</param>
/// <param name="Findings">Findings in all files.</param>
/// <param name="Files">Files with at least one.</param>
public sealed record RuleTotal(string Rule, Severity Severity, int Findings, int Files)
{
    internal static IReadOnlyList<RuleTotal> Of(IEnumerable<Finding> findings) =>
    [
        .. findings
            .GroupBy(finding => (finding.Rule, finding.Severity))
            .Select(group => new RuleTotal(
                group.Key.Rule, group.Key.Severity, group.Count(), group.Select(finding => finding.File).Distinct().Count()))
            .OrderByDescending(total => total.Severity)
            .ThenBy(total => total.Rule, StringComparer.Ordinal),
    ];
}
