using System.Globalization;
using Xunit;

namespace QueueAgents.Unit.DocsAudit;

public sealed class LinkTests : IDisposable
{
    private readonly DocsFolder _docs = new();

    public void Dispose() => _docs.Dispose();

    [Fact]
    public void A_link_to_a_missing_file_is_found_with_its_line()
    {
        var findings = _docs.Findings("""
            # Page

            Fine so far,
            but [this](missing.md) is not, and ![that](missing.png) neither.
            """);

        Assert.Equal(["4 broken-link", "4 broken-link"], findings);
    }

    [Theory]
    [InlineData("other.md")]
    [InlineData("./other.md?plain=1#L3")]
    [InlineData("with%20space.md")]
    [InlineData("<with space.md>")]
    [InlineData("sub/")]
    [InlineData("sub")]
    [InlineData("sub/../other.md")]
    [InlineData("sub/caf%C3%A9.md")]
    [InlineData(".")]
    public void A_link_to_something_that_is_there_is_fine(string target)
    {
        _docs.With("other.md").With("with space.md").With("sub/café.md");

        Assert.Empty(_docs.Findings($"# Page\n\n[text]({target})\n"));
    }

    [Theory]
    [InlineData("https://example.org/missing.md")]
    [InlineData("HTTP://example.org")]
    [InlineData("//example.org/a")]
    [InlineData("mailto:someone@example.org")]
    [InlineData("xref:Some.Type")]
    [InlineData("/docs/at-the-site-root.md")]
    [InlineData("~/docs/at-the-site-root.md")]
    [InlineData("{{site.baseurl}}/guide.md")]
    [InlineData("?tab=readme")]
    public void A_link_that_leads_elsewhere_is_not_checked(string target)
    {
        Assert.Empty(_docs.Findings($"# Page\n\n[text]({target})\n"));
    }

    [Fact]
    public void A_reference_link_is_found_once_at_its_definition()
    {
        var findings = _docs.Findings("""
            # Page

            See [one][ref], [ref] and [two][REF].

            [ref]: missing.md "Title"
            [unused]: also-missing.md
            [//]: # (a comment)
            """);

        Assert.Equal(["5 broken-link"], findings);
    }

    [Fact]
    public void Links_in_lists_quotes_tables_and_headings_are_found_with_their_lines()
    {
        var findings = _docs.Findings("""
            # Page

            - one
              - two [a](missing-a.md)
                1. three

                   [b](missing-b.md)

            > quoted [c](missing-c.md)

            | x | y |
            | - | - |
            | 1 | [d](missing-d.md) |

            ## [e](missing-e.md)

            [![f](missing-f.svg)](https://example.org)

            > - deep
            >   and lazy
            continued [g](missing-g.md)

            Underlined
            [h](missing-h.md)
            ------
            """);

        Assert.Equal(
            [4, 7, 9, 13, 15, 17, 21, 24], findings.Select(finding => int.Parse(finding.Split(' ')[0], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void What_only_looks_like_a_link_is_not_one()
    {
        var findings = _docs.Findings("""
            # Page

            `[code](missing.md)` and ``[more `code`](missing.md)`` and \[escaped](missing.md)

            ```markdown
            [fenced](missing.md)
            ```

                [indented](missing.md)

            <!-- [comment](missing.md) -->

            <div>
            [html block](missing.md)
            </div>

            - [ ] open task
            - [x] done task
            - a note[^1] and an index [0][1]

            [^1]: word
            """);

        Assert.Empty(findings);
    }

    [Fact]
    public void A_link_is_relative_to_its_own_file()
    {
        _docs.With("guide/start.md", "# Start\n\n[up](../README.md) [beside](next.md) [wrong](guide/next.md)\n")
            .With("guide/next.md")
            .With("README.md");

        var finding = Assert.Single(_docs.Audit("guide/start.md").Findings);

        Assert.Equal("guide/start.md", finding.File);
        Assert.Contains("\"guide/next.md\"", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../README.md")]
    [InlineData("sub/../../README.md")]
    [InlineData("%2e%2e/README.md")]
    [InlineData("%2Fetc%2Fhostname")]
    public void A_link_out_of_the_folder_is_told_and_not_followed(string target)
    {
        Assert.Equal(["3 outside-link"], _docs.Findings($"# Page\n\n[text]({target})\n"));
    }

    [Theory]
    [InlineData("[](other.md)")]
    [InlineData("[ ](other.md)")]
    [InlineData("[text]()")]
    [InlineData("[text](<>)")]
    [InlineData("![image]()")]
    public void A_link_without_text_or_target_is_found(string link)
    {
        Assert.Equal(["3 empty-link"], _docs.With("other.md").Findings($"# Page\n\n{link}\n"));
    }

    [Theory]
    [InlineData("[`code`](other.md)")]
    [InlineData("[![](logo.png)](other.md)")]
    [InlineData("[<img src=\"logo.png\">](other.md)")]
    [InlineData("[&copy;](other.md)")]
    [InlineData("[**bold**](other.md)")]
    public void A_link_that_shows_anything_has_text(string link)
    {
        Assert.Empty(_docs.With("other.md").With("logo.png").Findings($"# Page\n\n{link}\n"));
    }

    [Fact]
    public void A_target_that_no_file_system_knows_is_broken_and_does_no_harm()
    {
        var name = new string('a', 5_000);

        Assert.Equal(
            ["3 broken-link", "5 broken-link", "7 broken-link"],
            _docs.Findings($"# Page\n\n[nul](a%00b.md)\n\n[long]({name}.md)\n\n[percent](100%.md)\n"));
    }

    [Fact]
    public void A_page_named_without_its_extension_gets_a_hint()
    {
        _docs.With("guide.md").With("page.md", "# Page\n\n[guide](guide)\n");

        Assert.Contains("did you mean the .md file", Assert.Single(_docs.Audit("page.md").Findings).Message, StringComparison.Ordinal);
    }
}
