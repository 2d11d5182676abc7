using System.Globalization;
using System.Text;

namespace QueueAgents.Samples.DocsAudit.Parsing;

/// <summary>Names the headings of one document as GitHub does: the second <c>Usage</c> is <c>usage-1</c>.</summary>
internal sealed class GitHubSlugs
{
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    public string Next(string heading)
    {
        var slug = Of(heading);
        var unique = slug;

        while (!_taken.TryAdd(unique, 0))
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{slug}-{++_taken[slug]}");
        }

        return unique;
    }

    private static string Of(string heading)
    {
        var slug = new StringBuilder(heading.Length);
        foreach (var rune in heading.EnumerateRunes())
        {
            if (rune.Value is ' ')
            {
                slug.Append('-');
            }
            else if (rune.Value is '-' || IsWord(Rune.GetUnicodeCategory(rune)))
            {
                slug.Append(Rune.ToLowerInvariant(rune));
            }
        }

        return slug.ToString();
    }

    private static bool IsWord(UnicodeCategory category) => category
        is <= UnicodeCategory.OtherLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
        or UnicodeCategory.ConnectorPunctuation;
}
