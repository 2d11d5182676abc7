using System.Net;
using System.Text.RegularExpressions;

namespace QueueAgents.Samples.DocsAudit.Parsing;

/// <summary>
/// The little the audit wants from raw HTML: titles and anchors. Files are untrusted and up to a megabyte,
/// so every pattern runs in linear time.
/// </summary>
internal static class Html
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly Regex Comment = new("<!--.*?-->", Linear | RegexOptions.Singleline);
    private static readonly Regex Tag = new("<[^>]*>", Linear);
    private static readonly Regex Title = new(@"<h1[\s>]", Linear);
    private static readonly Regex Heading = new(@"<h[1-6](\s[^>]*)?>(?<text>.*?)</h[1-6]\s*>", Linear | RegexOptions.Singleline);
    private static readonly Regex Id = new("""[\s"'](id|name)\s*=\s*("(?<id>[^"]*)"|'(?<id>[^']*)'|(?<id>[^\s"'<>]+))""", Linear);
    private static readonly Regex Attributes = new(@"\{[^{}]*#(?<id>[\w.:-]+)[^{}]*\}\s*$", Linear);

    public static string WithoutComments(string html) => Comment.Replace(html, "");

    public static bool HasTitle(string html) => Title.IsMatch(html);

    public static IEnumerable<string> Ids(string html) => Id.Matches(html).Select(match => match.Groups["id"].Value);

    public static IEnumerable<string> Headings(string html) =>
        Heading.Matches(html).Select(match => WebUtility.HtmlDecode(Tag.Replace(match.Groups["text"].Value, "")).Trim());

    /// <summary>The id in <c>## Usage {#use}</c>: GitHub shows it as text, most site generators take it as the anchor.</summary>
    public static IEnumerable<string> HeadingAttributes(string heading) =>
        Attributes.Matches(heading).Select(match => match.Groups["id"].Value);
}
