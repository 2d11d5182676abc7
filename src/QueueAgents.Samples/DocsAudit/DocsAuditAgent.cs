using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Samples.DocsAudit.Reporting;
using QueueAgents.Samples.DocsAudit.Rules;

namespace QueueAgents.Samples.DocsAudit;

/// <summary>
/// Audits a folder of Markdown: one step lists the files, one step per file audits it, wherever a worker is free, and a last one writes
/// the report. Killed at any point it goes on from the files that are done.
/// </summary>
public sealed class DocsAuditAgent(TimeProvider time) : StepAgent<DocsAuditInput, DocsAuditState, DocsAuditResult>
{
    /// <summary>What its samples and the command line call it.</summary>
    public const string Name = "docs-audit";

    /// <summary>Longer than any honest page takes. Some Markdown is written to keep a parser busy for an hour.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public override DocsAuditState Start(DocsAuditInput input)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(input.Folder));
        return new(folder, input.Output is { } output ? Path.GetFullPath(output) : ReportFolder.Of(folder), []);
    }

    /// <summary>Lists the files and hands out one step for each.</summary>
    public Next Begin(StepContext<DocsAuditState> step, CancellationToken cancellation)
    {
        var (folder, output, _) = step.State;
        if (!Directory.Exists(folder)) return Next.Fail($"There is no folder {folder} on this worker.");
        if (MarkdownFiles.Covers(folder, output)) return Next.Fail($"The report would become part of what it is about: {output} lies in {folder}.");

        var found = MarkdownFiles.Find(folder, cancellation);
        step.State = step.State with { FolderFindings = found.Findings };
        return Next.FanOut(nameof(Audit), found.Paths, join: nameof(Join), tolerateFailures: true);
    }

    /// <summary>Audits one file. A file that is too much for the parser becomes a finding, not a failed run.</summary>
    [Step(Timeout = "00:05:00")]
    public async Task<FileAudit> Audit(StepContext<DocsAuditState> step, string file, CancellationToken cancellation)
    {
        // The parser cannot be interrupted: where it takes too long it is left behind.
        var audit = Task.Run(() => new FileAuditor(step.State.Folder).Audit(file), cancellation);
        try
        {
            return await audit.WaitAsync(Patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            return FileAudit.Skipped(file, $"it takes longer than {Patience.TotalMinutes:0} minutes");
        }
    }

    /// <summary>Gathers the audits and writes the report.</summary>
    public async Task<Next> Join(StepContext<DocsAuditState> step)
    {
        var (folder, output, folderFindings) = step.State;
        var (audits, findings) = (new List<FileAudit>(), new List<Finding>(folderFindings));
        await foreach (var outcome in step.ResultsAsync<FileAudit>())
        {
            if (outcome is { Ok: true, Value: { } audit }) audits.Add(audit);
            else findings.Add(Unreadable.Finding(".", $"one file, because its step failed: {outcome.Error?.Message}"));
        }

        var report = AuditReport.Of(folder, audits, findings);
        var written = await step.Effect("write the report", EffectClass.Idempotent, new { output, report }, (_, cancellation)
            => ReportWriter.WriteAsync(report, output, cancellation));
        return Next.Complete(DocsAuditResult.Of(report, written));
    }
}
