namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>A heading more than one level below the one before it.</summary>
internal sealed class HeadingJump : IRule
{
    public string Id => "heading-jump";

    public Severity Severity => Severity.Warning;

    public IEnumerable<Problem> Check(AuditedPage audited) => audited.Page.Headings
        .Zip(audited.Page.Headings.Skip(1))
        .Where(pair => pair.Second.Level > pair.First.Level + 1)
        .Select(pair => new Problem(
            pair.Second.Line, $"{Quote.Of(pair.Second.Text)} jumps from level {pair.First.Level} to level {pair.Second.Level}."));
}
