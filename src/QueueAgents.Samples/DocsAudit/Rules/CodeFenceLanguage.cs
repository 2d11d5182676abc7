namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>A fenced block that does not say what it holds, so nothing can colour or check it.</summary>
internal sealed class CodeFenceLanguage : IRule
{
    public string Id => "code-fence-language";

    public Severity Severity => Severity.Info;

    public IEnumerable<Problem> Check(AuditedPage audited) =>
        audited.Page.FencesWithoutLanguage.Select(line => new Problem(line, "The code block names no language; \"text\" would do."));
}
