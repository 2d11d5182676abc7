using System.Text.Json;
using QueueAgents.Samples.DocsAudit;
using QueueAgents.Samples.DocsAudit.Reporting;
using Xunit;

namespace QueueAgents.Unit.DocsAudit;

public sealed class ReportTests : IDisposable
{
    private readonly DocsFolder _docs = new();
    private readonly DocsFolder _output = new();

    public void Dispose()
    {
        _docs.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void The_report_sums_up_files_and_rules_the_gravest_first()
    {
        var report = ReportOf(
            ("b.md", "# B\n\n[x](missing.md)\n\n```\ncode\n```\n"),
            ("a.md", "Text.\n\n[x](missing.md) [y](gone.md)\n"));

        Assert.Equal(["a.md", "b.md"], report.Files.Select(file => file.File));
        Assert.Equal(new AuditTotals(Files: 2, Lines: 10, Words: 5, Links: 3, Errors: 3, Warnings: 1, Infos: 1), report.Totals);
        Assert.Equal(
            [
                new RuleTotal("broken-link", Severity.Error, Findings: 3, Files: 2),
                new RuleTotal("missing-title", Severity.Warning, Findings: 1, Files: 1),
                new RuleTotal("code-fence-language", Severity.Info, Findings: 1, Files: 1),
            ],
            report.Rules);
    }

    [Fact]
    public void The_order_in_which_audits_arrive_does_not_show()
    {
        var audits = ReportOf(("c.md", "[x](no.md)\n"), ("a.md", "Text.\n"), ("b/a.md", "# A\n\n[x](no.md)\n")).Files;

        Assert.Equal(
            ReportWriter.ToJson(AuditReport.Of("docs", audits)),
            ReportWriter.ToJson(AuditReport.Of("docs", audits.Reverse())));
    }

    [Fact]
    public void Markdown_says_how_bad_it_is_and_then_where()
    {
        var report = ReportOf(("a.md", "# A\n\n[x](missing.md)\n\n```\ncode\n```\n"), ("fine.md", "# Fine\n"));

        Assert.Equal(
            """
            # Documentation audit of docs

            | Files | Lines | Words | Links | Errors | Warnings | Infos |
            | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | 2 | 8 | 3 | 1 | 1 | 0 | 1 |

            | Rule | Severity | Findings | Files |
            | --- | --- | ---: | ---: |
            | broken-link | **error** | 1 | 1 |
            | code-fence-language | info | 1 | 1 |

            ## a.md

            - line 3, **error** `broken-link`: The link "missing.md" leads to a file that does not exist.
            - line 5, info `code-fence-language`: The code block names no language; "text" would do.

            """.ReplaceLineEndings("\n"),
            MarkdownReport.Render(report));
    }

    [Fact]
    public void Nothing_to_report_is_said()
    {
        Assert.Contains("Nothing to report.", MarkdownReport.Render(ReportOf(("a.md", "# A\n"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_itself_a_page_without_findings()
    {
        var report = ReportOf(("a|b_*[x](y)`.md", "[<b>](no_|_`such`_*file*.md)\n\n[](a)\n\n# `<h1>` [x](gone.md)\n"));

        await ReportWriter.WriteAsync(report, _output.Root, TestContext.Current.CancellationToken);

        Assert.Empty(_output.Audit("docs-audit.md").Findings);
        Assert.Equal(0, _output.Audit("docs-audit.md").Links);
    }

    [Fact]
    public async Task Json_is_camel_case_and_reads_back()
    {
        var report = ReportOf(("a.md", "# Größe\n\n[x](missing.md)\n"));

        var written = await ReportWriter.WriteAsync(report, _output.Root, TestContext.Current.CancellationToken);
        var json = await File.ReadAllTextAsync(written.JsonPath, TestContext.Current.CancellationToken);
        var back = JsonSerializer.Deserialize<AuditReport>(json, JsonSerializerOptions.Web)!;

        Assert.Contains("\"severity\": \"error\"", json, StringComparison.Ordinal);
        Assert.Equal(report.Totals, back.Totals);
        Assert.Equal(report.Files[0].Findings, back.Files[0].Findings);
    }

    [Fact]
    public async Task Writing_again_replaces_the_report_and_leaves_nothing_else_behind()
    {
        var folder = Path.Combine(_output.Root, "made", "when", "needed");

        await ReportWriter.WriteAsync(ReportOf(("a.md", "Text.\n")), folder, TestContext.Current.CancellationToken);
        var written = await ReportWriter.WriteAsync(ReportOf(("a.md", "# A\n")), folder, TestContext.Current.CancellationToken);

        Assert.Equal([written.JsonPath, written.MarkdownPath], Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal));
        Assert.Contains(
            "Nothing to report.",
            await File.ReadAllTextAsync(written.MarkdownPath, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_is_given_up_leaves_the_old_report_alone()
    {
        var written = await ReportWriter.WriteAsync(ReportOf(("a.md", "# A\n")), _output.Root, TestContext.Current.CancellationToken);
        var before = await File.ReadAllTextAsync(written.MarkdownPath, TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ReportWriter.WriteAsync(ReportOf(("b.md", "Text.\n")), _output.Root, new CancellationToken(canceled: true)));

        Assert.Equal(before, await File.ReadAllTextAsync(written.MarkdownPath, TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.GetFiles(_output.Root).Length);
    }

    private AuditReport ReportOf(params (string File, string Text)[] pages) =>
        AuditReport.Of("docs", pages.Select(page => _docs.With(page.File, page.Text).Audit(page.File)));
}
