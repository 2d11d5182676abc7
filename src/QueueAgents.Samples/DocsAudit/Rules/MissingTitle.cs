namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>A page without a first-level heading, neither in Markdown nor in HTML nor in front matter.</summary>
internal sealed class MissingTitle : IRule
{
    public string Id => "missing-title";

    public Severity Severity => Severity.Warning;

    public IEnumerable<Problem> Check(AuditedPage audited) =>
        audited.Page.HasOtherTitle || audited.Page.Headings.Any(heading => heading.Level == 1)
            ? []
            : [new Problem(1, "The page has no title: no first-level heading.")];
}
