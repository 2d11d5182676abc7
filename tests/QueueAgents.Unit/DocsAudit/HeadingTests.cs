using Xunit;

namespace QueueAgents.Unit.DocsAudit;

public sealed class HeadingTests : IDisposable
{
    private readonly DocsFolder _docs = new();

    public void Dispose() => _docs.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("Text.\n")]
    [InlineData("## Second level\n")]
    [InlineData("> # Quoted\n")]
    [InlineData("<!-- <h1>Hidden</h1> -->\n")]
    [InlineData("```text\n# Code\n```\n")]
    [InlineData("---\ndescription: no title here\n---\n\nText.\n")]
    public void A_page_without_a_title_is_found(string page)
    {
        Assert.Equal(["1 missing-title"], _docs.Findings(page));
    }

    [Theory]
    [InlineData("# Title\n")]
    [InlineData("Title\n=====\n")]
    [InlineData("\uFEFF# Title after a byte order mark\n")]
    [InlineData("---\nlayout: page\ntitle: Title\n---\n\nText.\n")]
    [InlineData("<h1 align=\"center\">\n  <img src=\"logo.png\">\n  Title\n</h1>\n")]
    [InlineData("<!-- licence -->\n\n# Title\n")]
    public void A_title_may_be_written_in_several_ways(string page)
    {
        Assert.Empty(_docs.Findings(page));
    }

    [Theory]
    [InlineData("# Two")]
    [InlineData("Two\n===")]
    [InlineData("*Two*\non two lines\n===")]
    [InlineData("[Two](#one)\n===")]
    [InlineData("`Two`\n===")]
    public void A_second_title_is_found_with_its_first_line(string title)
    {
        Assert.Equal(["5 second-title"], _docs.Findings($"# One\n\nText.\n\n{title}\n"));
    }

    [Fact]
    public void A_skipped_level_is_found_going_down_but_not_coming_up()
    {
        var findings = _docs.Findings("""
            # Page
            ## Two
            #### Four
            ## Two again
            ### Three
            # Another page
            """);

        Assert.Equal(["3 heading-jump", "6 second-title"], findings);
    }

    [Fact]
    public void A_repeated_heading_is_found_among_siblings_only()
    {
        var findings = _docs.Findings("""
            # Changelog
            ## 2.0
            ### Added
            ### Fixed
            ## 1.0
            ### Added
            ### Fixed
            ### added
            """);

        Assert.Equal(["8 duplicate-heading"], findings);
    }

    [Fact]
    public void Front_matter_is_neither_text_nor_heading_and_keeps_the_line_numbers()
    {
        _docs.With("page.md", "---\ntitle: A page\n# not a heading\n---\n\nThree words here.\n\n[x](missing.md)\n");

        var audit = _docs.Audit("page.md");

        Assert.Equal(8, Assert.Single(audit.Findings).Line);
        Assert.Equal(4, audit.Words);
    }

    [Fact]
    public void A_fence_without_a_language_is_found()
    {
        var findings = _docs.Findings("""
            # Page

            ```
            no language
            ```

            ~~~ csharp
            var x = 1;
            ~~~

            - in a list

              ```
              no language
              ```

                indented code has none to give
            """);

        Assert.Equal(["3 code-fence-language", "13 code-fence-language"], findings);
    }
}
