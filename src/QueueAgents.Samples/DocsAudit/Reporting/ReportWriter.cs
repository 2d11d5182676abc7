using System.Text.Json;

namespace QueueAgents.Samples.DocsAudit.Reporting;

/// <summary>Where the two forms of a report were written.</summary>
internal sealed record WrittenReport(string MarkdownPath, string JsonPath);

/// <summary>Writes a report for people and for programs. Writing it again replaces it, so a repeated step does no harm.</summary>
internal static class ReportWriter
{
    public const string MarkdownName = "docs-audit.md";
    public const string JsonName = "docs-audit.json";

    public static async Task<WrittenReport> WriteAsync(AuditReport report, string outputFolder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(outputFolder);
        var written = new WrittenReport(Path.Combine(outputFolder, MarkdownName), Path.Combine(outputFolder, JsonName));

        await AtomicFile.WriteAsync(written.MarkdownPath, MarkdownReport.Render(report), cancellation);
        await AtomicFile.WriteAsync(written.JsonPath, ToJson(report), cancellation);
        return written;
    }

    public static string ToJson(AuditReport report) =>
        JsonSerializer.Serialize(report, ReportJson.Readable.AuditReport) + "\n";
}
