using QueueAgents.Samples.DocsAudit.Links;

namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>A link nobody can click on, or one that goes nowhere.</summary>
internal sealed class EmptyLink : IRule
{
    public string Id => "empty-link";

    public Severity Severity => Severity.Warning;

    public IEnumerable<Problem> Check(AuditedPage audited)
    {
        foreach (var (link, target) in audited.Links)
        {
            if (target.Kind is TargetKind.Empty)
            {
                yield return new Problem(link.Line, $"The {(link.IsImage ? "image" : "link")} has no target.");
            }
            else if (!link.HasText)
            {
                yield return new Problem(link.Line, $"The link to {Quote.Of(link.Url)} has no text.");
            }
        }
    }
}
