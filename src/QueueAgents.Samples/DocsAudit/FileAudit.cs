using QueueAgents.Samples.DocsAudit.Rules;

namespace QueueAgents.Samples.DocsAudit;

/// <summary>What the audit learned about one Markdown file.</summary>
/// <param name="File">Path relative to the audited folder, with <c>/</c> separators.</param>
/// <param name="Lines">Lines of the file; 0 when it could not be read.</param>
/// <param name="Words">Words of prose and headings; code blocks, HTML and front matter are not counted.</param>
/// <param name="Links">Links and images, of every kind.</param>
/// <param name="Findings">Findings by line, then rule.</param>
public sealed record FileAudit(string File, int Lines, int Words, int Links, IReadOnlyList<Finding> Findings)
{
    internal static FileAudit Skipped(string file, string reason) => new(file, 0, 0, 0, [Unreadable.Finding(file, reason)]);
}
