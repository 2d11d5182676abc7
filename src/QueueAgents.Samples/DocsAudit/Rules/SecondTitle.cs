namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>A first-level heading after the first.</summary>
internal sealed class SecondTitle : IRule
{
    public string Id => "second-title";

    public Severity Severity => Severity.Warning;

    public IEnumerable<Problem> Check(AuditedPage audited)
    {
        var titles = audited.Page.Headings.Where(heading => heading.Level == 1).ToList();
        return titles.Skip(1).Select(title => new Problem(
            title.Line, $"{Quote.Of(title.Text)} is another title; the page already has one in line {titles[0].Line}."));
    }
}
