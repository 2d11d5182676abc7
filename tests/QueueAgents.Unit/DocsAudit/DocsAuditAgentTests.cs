using QueueAgents.Agents;
using QueueAgents.Samples.DocsAudit;
using QueueAgents.Samples.DocsAudit.Reporting;
using Xunit;

namespace QueueAgents.Unit.DocsAudit;

public sealed class DocsAuditAgentTests
{
    [Fact]
    public void A_worker_can_serve_it()
    {
        var agent = AgentDefinition.Of(DocsAuditAgent.Name, typeof(DocsAuditAgent));

        Assert.Equal(TimeSpan.FromMinutes(5), agent.PolicyOf(nameof(DocsAuditAgent.Audit)).Timeout);
    }

    [Theory]
    [InlineData("/docs", "/docs", true)]
    [InlineData("/docs", "/docs/report", true)]
    [InlineData("/docs", "/docs-report", false)]
    [InlineData("/docs", "/", false)]
    [InlineData("/docs", "/docs/.git/report", false)]
    [InlineData("/docs", "/docs/obj", false)]
    [InlineData("/", "/tmp", true)]
    public void The_audited_folder_covers_what_would_be_found_in_it(string folder, string place, bool covers)
        => Assert.Equal(covers, MarkdownFiles.Covers(folder, place));

    [Theory]
    [InlineData("/")]
    [InlineData("/docs")]
    public void The_report_never_lies_in_the_audited_folder_unless_it_is_all_there_is(string folder)
        => Assert.Equal(folder == "/" && !ReportFolder.Of(folder).Contains("/.", StringComparison.Ordinal), MarkdownFiles.Covers(folder, ReportFolder.Of(folder)));

    [Fact]
    public void Each_folder_has_a_report_of_its_own()
        => Assert.NotEqual(ReportFolder.In("/state", "/a/docs"), ReportFolder.In("/state", "/b/docs"));

    [Fact]
    public void The_worst_file_comes_first_and_a_clean_one_not_at_all()
    {
        FileAudit Audit(string file, params Severity[] findings) => new(file, 1, 1, 1, [.. findings.Select(s => new Finding(file, 1, "rule", s, "text"))]);
        var report = AuditReport.Of("/docs", [
            Audit("clean.md"), Audit("warned.md", Severity.Warning, Severity.Warning), Audit("b.md", Severity.Error), Audit("a.md", Severity.Error)]);

        var result = DocsAuditResult.Of(report, new WrittenReport("x.md", "x.json"));

        Assert.Equal(["a.md", "b.md", "warned.md"], result.WorstFiles.Select(file => file.File));
    }
}
