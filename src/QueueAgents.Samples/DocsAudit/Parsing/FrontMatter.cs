using System.Text.RegularExpressions;

namespace QueueAgents.Samples.DocsAudit.Parsing;

internal static partial class FrontMatter
{
    public static bool HasTitle(string yaml) => TitleLine().IsMatch(yaml);

    [GeneratedRegex(@"^title[ \t]*:[ \t]*\S", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TitleLine();
}
