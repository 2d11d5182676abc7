using System.Text;
using QueueAgents.Samples.DocsAudit;
using Xunit;

namespace QueueAgents.Unit.DocsAudit;

public sealed class FileAuditTests : IDisposable
{
    private readonly DocsFolder _docs = new();

    public void Dispose() => _docs.Dispose();

    [Fact]
    public void Lines_words_and_links_are_counted()
    {
        _docs.With("other.md").With("page.md", """
            # A title

            Some *emphasised* words, a [link](other.md) – and <https://example.org>.

            ```text
            code is not prose
            ```

            """);

        var audit = _docs.Audit("page.md");

        Assert.Equal((7, 9, 2), (audit.Lines, audit.Words, audit.Links));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("a\n", 1)]
    [InlineData("a\r\nb\r\n", 2)]
    [InlineData("\n\n", 2)]
    public void A_line_ends_where_it_ends(string text, int lines)
    {
        Assert.Equal(lines, _docs.With("page.md", text).Audit("page.md").Lines);
    }

    [Fact]
    public void Line_numbers_hold_with_Windows_line_ends()
    {
        Assert.Equal(["5 broken-link"], _docs.Findings("# Page\r\n\r\ntext\r\n\r\n[x](missing.md)\r\n"));
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_reported_and_not_audited()
    {
        _docs.With("latin.md", [.. "# Caf"u8, 0xE9]).With("wide.md", Encoding.Unicode.GetBytes("\uFEFF# Wide\n"));

        Assert.All(["latin.md", "wide.md"], file => AssertUnreadable(file, "not UTF-8"));
    }

    [Fact]
    public void A_file_over_a_megabyte_is_reported_and_not_read()
    {
        _docs.With("large.md", new byte[1024 * 1024 + 1]);

        AssertUnreadable("large.md", "larger than 1 MiB");
    }

    [Fact]
    public void A_file_of_a_megabyte_is_read()
    {
        var text = "# Page\n" + string.Concat(Enumerable.Repeat("word\n", 209_700));

        Assert.Empty(_docs.Findings(text.PadRight(1024 * 1024, '\n')));
    }

    [Fact]
    public void A_file_that_has_gone_is_reported() => AssertUnreadable("gone.md", "does not exist");

    [Fact]
    public void A_file_nested_too_deeply_is_reported()
    {
        _docs.With("deep.md", new string('>', 100_000));

        AssertUnreadable("deep.md", "too deeply nested");
    }

    [Fact]
    public void Emphasis_nested_deeper_than_the_stack_does_no_harm()
    {
        var stars = new string('*', 400_000);

        Assert.Empty(_docs.Findings($"# Page\n\n{stars}a{stars}\n"));
    }

    [Theory]
    [InlineData("../elsewhere.md")]
    [InlineData("/etc/hostname")]
    [InlineData("a/../../elsewhere.md")]
    public void A_file_outside_the_folder_is_refused(string file)
    {
        Assert.Throws<ArgumentException>(() => _docs.Audit(file));
    }

    [Fact]
    public void Findings_beyond_the_limit_are_counted_and_the_gravest_kept()
    {
        var fences = string.Concat(Enumerable.Repeat("```\nx\n```\n", 600));
        _docs.With("page.md", $"# Page\n\n{fences}\n[x](missing.md)\n");

        var findings = _docs.Audit("page.md").Findings;

        Assert.Equal(FileAuditor.MaxFindings + 1, findings.Count);
        Assert.Equal("101 more findings were left out.", findings[0].Message);
        Assert.Contains(findings, finding => finding.Rule == "broken-link");
    }

    [Fact]
    public void A_message_quotes_foreign_text_in_one_short_line()
    {
        _docs.With("page.md", $"# Page\n\n[x](<missing\u0007{new string('y', 300)}>)\n");

        var message = Assert.Single(_docs.Audit("page.md").Findings).Message;

        Assert.InRange(message.Length, 100, 200);
        Assert.DoesNotContain(message, char.IsControl);
    }

    private void AssertUnreadable(string file, string reason)
    {
        var finding = Assert.Single(_docs.Audit(file).Findings);

        Assert.Equal(("unreadable", Severity.Error, 0), (finding.Rule, finding.Severity, finding.Line));
        Assert.Contains(reason, finding.Message, StringComparison.Ordinal);
    }
}
