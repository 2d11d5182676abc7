namespace QueueAgents.Samples.DocsAudit.Parsing;

/// <summary>What the rules need to know of a Markdown document, in document order.</summary>
internal sealed record Page
{
    public required int Lines { get; init; }

    public required int Words { get; init; }

    public required int LinkCount { get; init; }

    /// <summary>A title given in front matter or as an HTML heading, where sites and project pages often put it.</summary>
    public required bool HasOtherTitle { get; init; }

    public required IReadOnlyList<Heading> Headings { get; init; }

    public required IReadOnlyList<Link> Links { get; init; }

    public required IReadOnlyList<int> FencesWithoutLanguage { get; init; }

    /// <summary>Every fragment a link may name: slugs of headings and explicit ids.</summary>
    public required IReadOnlySet<string> Anchors { get; init; }
}

/// <summary>A heading that stands on its own, not in a quote or a list.</summary>
internal sealed record Heading(int Level, int Line, string Text, string Anchor);

/// <summary>A link or an image. A reference link stands at the line of its definition, where it is mended, and only once.</summary>
internal sealed record Link(int Line, string Url, bool IsImage, bool HasText);
