using System.Text.RegularExpressions;
using QueueAgents.Samples.DocsAudit.Links;

namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>A link to a heading that is not there, in this file or in another.</summary>
internal sealed partial class BrokenAnchor(AnchorIndex anchors) : IRule
{
    private const string GitHubPrefix = "user-content-";

    public string Id => "broken-anchor";

    public Severity Severity => Severity.Warning;

    public IEnumerable<Problem> Check(AuditedPage audited)
    {
        foreach (var (link, target) in audited.Links)
        {
            if (target.Kind is TargetKind.File
                && !AlwaysWorks().IsMatch(target.Fragment)
                && anchors.Find(target.Path) is { } known
                && !known.Contains(WithoutPrefix(target.Fragment)))
            {
                yield return new Problem(link.Line, Message(audited.File, target, known));
            }
        }
    }

    private static string Message(string file, LinkTarget target, IReadOnlySet<string> known)
    {
        var where = target.Path == file ? "this file" : Quote.Of(target.Path);
        var wanted = Essence(target.Fragment);
        var hint = known.Where(anchor => Essence(anchor) == wanted).Order(StringComparer.Ordinal).FirstOrDefault() is { } near
            ? $"; did you mean {Quote.Of("#" + near)}?"
            : ".";

        return $"No heading or anchor in {where} is called {Quote.Of("#" + target.Fragment)}{hint}";
    }

    private static string WithoutPrefix(string fragment) =>
        fragment.StartsWith(GitHubPrefix, StringComparison.Ordinal) ? fragment[GitHubPrefix.Length..] : fragment;

    private static string Essence(string anchor) => string.Concat(anchor.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    // The top of a page, lines of its source, footnotes and text fragments are the browser's or the host's to find.
    [GeneratedRegex(@"^$|^top$|^L\d+(C\d+)?(-L\d+(C\d+)?)?$|^(user-content-)?fn(ref)?[:-]|:~:", RegexOptions.CultureInvariant)]
    private static partial Regex AlwaysWorks();
}
