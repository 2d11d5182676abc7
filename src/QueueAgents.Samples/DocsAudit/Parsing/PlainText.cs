using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace QueueAgents.Samples.DocsAudit.Parsing;

/// <summary>The text a reader sees.</summary>
internal static class PlainText
{
    /// <summary>The text without markup; an image has none, as in the anchor GitHub makes of a heading.</summary>
    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        for (var inline = inlines?.FirstChild; inline is not null; inline = Next(inline, inlines!))
        {
            _ = inline switch
            {
                LiteralInline literal => text.Append(literal.Content.AsSpan()),
                CodeInline code => text.Append(code.Content),
                HtmlEntityInline entity => text.Append(entity.Transcoded.AsSpan()),
                AutolinkInline link => text.Append(link.Url),
                LineBreakInline => text.Append('\n'),
                _ => text,
            };
        }

        return text.ToString();
    }

    /// <summary>Whether there is anything to click on: text, an image, or HTML that may show either.</summary>
    public static bool IsVisible(ContainerInline inlines) =>
        inlines.Descendants<Inline>().Any(inline => inline is LinkInline { IsImage: true } or HtmlInline)
        || !string.IsNullOrWhiteSpace(Of(inlines));

    public static int CountWords(string text)
    {
        var words = 0;
        foreach (var part in text.AsSpan().SplitAny(' ', '\t', '\n'))
        {
            foreach (var letter in text.AsSpan(part))
            {
                if (char.IsLetterOrDigit(letter))
                {
                    words++;
                    break;
                }
            }
        }

        return words;
    }

    // Climbing instead of recursing: a hostile file nests emphasis deeper than a stack is high.
    private static Inline? Next(Inline inline, ContainerInline root)
    {
        if (inline is ContainerInline { FirstChild: { } child } and not LinkInline { IsImage: true })
        {
            return child;
        }

        while (inline.NextSibling is null && inline.Parent is { } parent && parent != root)
        {
            inline = parent;
        }

        return inline.NextSibling;
    }
}
