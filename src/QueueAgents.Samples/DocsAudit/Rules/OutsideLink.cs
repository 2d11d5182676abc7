using QueueAgents.Samples.DocsAudit.Links;

namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>A link to above the audited folder. It may well work, so it is told and not followed.</summary>
internal sealed class OutsideLink : IRule
{
    public string Id => "outside-link";

    public Severity Severity => Severity.Info;

    public IEnumerable<Problem> Check(AuditedPage audited) => audited.Links
        .Where(link => link.Target.Kind is TargetKind.Outside)
        .Select(link => new Problem(
            link.Link.Line, $"The link {Quote.Of(link.Link.Url)} leaves the audited folder and was not checked."));
}
