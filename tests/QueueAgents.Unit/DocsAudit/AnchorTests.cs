using Xunit;

namespace QueueAgents.Unit.DocsAudit;

public sealed class AnchorTests : IDisposable
{
    private readonly DocsFolder _docs = new();

    public void Dispose() => _docs.Dispose();

    [Theory]
    [InlineData("Getting started", "getting-started")]
    [InlineData("What's new in 2.0?", "whats-new-in-20")]
    [InlineData("`dotnet build` & *more*", "dotnet-build--more")]
    [InlineData("snake_case and kebab-case", "snake_case-and-kebab-case")]
    [InlineData("[A link](https://example.org) here", "a-link-here")]
    [InlineData("🚀 Launch", "-launch")]
    [InlineData("Привет non-latin 你好", "привет-non-latin-你好")]
    [InlineData("Ünïcode Größe", "%C3%BCn%C3%AFcode-gr%C3%B6%C3%9Fe")]
    [InlineData("A &amp; B", "a--b")]
    [InlineData("C# / F#", "c--f")]
    [InlineData("![logo](https://example.org/l.png) Name", "-name")]
    [InlineData("Usage {#use}", "use")]
    public void A_heading_has_the_anchor_that_GitHub_gives_it(string heading, string anchor)
    {
        Assert.Empty(_docs.Findings($"# Page\n\n[to](#{anchor})\n\n## {heading}\n"));
    }

    [Fact]
    public void A_missing_heading_is_found_in_this_file_and_in_another()
    {
        _docs.With("other.md", "# Other\n\n## There\n");

        var findings = _docs.Findings("""
            # Page

            [here](#page) [not here](#nothing)
            [there](other.md#there) [not there](other.md#nothing)
            """);

        Assert.Equal(["3 broken-anchor", "4 broken-anchor"], findings);
    }

    [Fact]
    public void Repeated_headings_are_numbered()
    {
        var page = """
            # Page

            [1](#usage) [2](#usage-1) [3](#usage-2) [4](#usage-1-1) [5](#usage-3)

            ## One
            ### Usage
            ## Two
            ### Usage
            ## Three
            ### Usage
            ## Four
            ### Usage 1
            """;

        Assert.Equal(["3 broken-anchor"], _docs.Findings(page));
    }

    [Theory]
    [InlineData("<a id=\"spot\"></a>")]
    [InlineData("<a name='spot'></a>")]
    [InlineData("Text with <span class=\"x\" id=spot>a span</span>.")]
    [InlineData("<div\n  id=\"spot\">\n</div>")]
    [InlineData("<h2 align=\"center\"><em>Spot</em></h2>")]
    [InlineData("Spot\n----")]
    [InlineData("> ## Spot")]
    [InlineData("- ## Spot")]
    public void An_anchor_may_come_from_HTML_a_setext_heading_or_a_nested_one(string anchor)
    {
        Assert.Empty(_docs.Findings($"# Page\n\n[to](#spot)\n\n{anchor}\n"));
    }

    [Theory]
    [InlineData("<!-- <a id=\"spot\"></a> -->")]
    [InlineData("`<a id=\"spot\"></a>`")]
    [InlineData("<div>\n## Spot\n</div>")]
    [InlineData("    ## Spot")]
    [InlineData("```text\n## Spot\n```")]
    public void An_anchor_does_not_come_from_comments_code_or_text_in_HTML(string text)
    {
        Assert.Equal(["3 broken-anchor"], _docs.Findings($"# Page\n\n[to](#spot)\n\n{text}\n"));
    }

    [Theory]
    [InlineData("#")]
    [InlineData("#top")]
    [InlineData("#user-content-page")]
    [InlineData("code.cs#L10-L12")]
    [InlineData("page.md?plain=1#L10")]
    [InlineData("#:~:text=words")]
    [InlineData("sub/#anything")]
    [InlineData("page.md#page")]
    public void Fragments_that_are_not_headings_to_check_are_left_alone(string target)
    {
        Assert.Empty(_docs.With("code.cs").With("sub/a.md").Findings($"# Page\n\n[to]({target})\n"));
    }

    [Fact]
    public void A_near_miss_gets_a_hint()
    {
        _docs.With("page.md", "# Page\n\n[to](#Getting_Started)\n\n## Getting started\n");

        Assert.Contains("did you mean \"#getting-started\"?", Assert.Single(_docs.Audit("page.md").Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_anchor_in_a_file_that_cannot_be_read_is_not_called_broken()
    {
        Assert.Empty(_docs.With("binary.md", [0xFF, 0xFE, 0x00]).Findings("# Page\n\n[to](binary.md#x)\n"));
    }
}
