using QueueAgents.Samples.DocsAudit.Links;

namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>A link or image whose file is not there.</summary>
internal sealed class BrokenLink(string root) : IRule
{
    public string Id => "broken-link";

    public Severity Severity => Severity.Error;

    public IEnumerable<Problem> Check(AuditedPage audited) => audited.Links
        .Where(link => link.Target.Kind is TargetKind.Missing)
        .Select(link => new Problem(link.Link.Line, Message(link)));

    private string Message(ResolvedLink link)
    {
        var what = link.Link.IsImage ? "image" : "link";
        var hint = File.Exists(Path.Combine(root, link.Target.Path + ".md")) ? "; did you mean the .md file of that name?" : ".";
        return $"The {what} {Quote.Of(link.Link.Url)} leads to a file that does not exist{hint}";
    }
}
