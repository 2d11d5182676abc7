using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace QueueAgents.Samples.DocsAudit.Parsing;

/// <summary>Reads Markdown the way GitHub does. Nothing here touches the file system.</summary>
internal sealed class PageParser
{
    // Without the footnotes extension "[^1]: word" would define a link to a file called "word".
    private static readonly MarkdownPipeline GitHub = new MarkdownPipelineBuilder()
        .UsePreciseSourceLocation()
        .UseYamlFrontMatter()
        .UsePipeTables()
        .UseFootnotes()
        .Build();

    private readonly List<Heading> _headings = [];
    private readonly List<Link> _links = [];
    private readonly List<int> _fences = [];
    private readonly HashSet<string> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<LinkReferenceDefinition> _definitions = [];
    private readonly GitHubSlugs _slugs = new();
    private readonly LineIndex _lines;
    private int _words;
    private int _linkCount;
    private bool _hasOtherTitle;

    private PageParser(LineIndex lines) => _lines = lines;

    /// <exception cref="ArgumentException">The parser gave up: elements nested too deeply.</exception>
    public static Page Parse(string markdown)
    {
        var parser = new PageParser(new LineIndex(markdown));
        foreach (var node in Markdown.Parse(markdown, GitHub).Descendants())
        {
            parser.Visit(node);
        }

        return new Page
        {
            Lines = parser._lines.Count,
            Words = parser._words,
            LinkCount = parser._linkCount,
            HasOtherTitle = parser._hasOtherTitle,
            Headings = parser._headings,
            Links = parser._links,
            FencesWithoutLanguage = parser._fences,
            Anchors = parser._anchors,
        };
    }

    private void Visit(MarkdownObject node)
    {
        switch (node)
        {
            case YamlFrontMatterBlock frontMatter:
                _hasOtherTitle |= FrontMatter.HasTitle(frontMatter.Lines.ToString());
                break;
            case FencedCodeBlock fence when string.IsNullOrWhiteSpace(fence.Info):
                _fences.Add(LineOf(fence));
                break;
            case HtmlBlock html:
                VisitHtml(html.Lines.ToString());
                break;
            case HtmlInline html:
                VisitHtml(html.Tag);
                break;
            case AutolinkInline:
                _linkCount++;
                break;
            case LinkInline link:
                VisitLink(link);
                break;
            case HeadingBlock heading:
                VisitHeading(heading);
                break;
            case ParagraphBlock paragraph:
                _words += PlainText.CountWords(PlainText.Of(paragraph.Inline));
                break;
        }
    }

    private void VisitHeading(HeadingBlock heading)
    {
        var text = PlainText.Of(heading.Inline);
        var anchor = _slugs.Next(text);
        _words += PlainText.CountWords(text);
        _anchors.Add(anchor);
        _anchors.UnionWith(Html.HeadingAttributes(text));

        if (heading.Parent is MarkdownDocument)
        {
            _headings.Add(new Heading(heading.Level, LineOf(heading), text.Trim(), anchor));
        }
    }

    private void VisitLink(LinkInline link)
    {
        _linkCount++;
        if (link.Reference is { } definition && !_definitions.Add(definition))
        {
            return;
        }

        var line = LineOf((MarkdownObject?)link.Reference ?? link);
        _links.Add(new Link(line, link.Url ?? "", link.IsImage, link.IsImage || PlainText.IsVisible(link)));
    }

    private void VisitHtml(string html)
    {
        var visible = Html.WithoutComments(html);
        _hasOtherTitle |= Html.HasTitle(visible);
        _anchors.UnionWith(Html.Ids(visible));
        _anchors.UnionWith(Html.Headings(visible).Select(_slugs.Next));
    }

    // Not the node's own Line: for an underlined heading, and for links in it, that is counted from the underline.
    private int LineOf(MarkdownObject node) => _lines.LineAt(node.Span.Start);
}
