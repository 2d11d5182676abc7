namespace QueueAgents.Samples.DocsAudit;

/// <summary>What to audit.</summary>
/// <param name="Folder">The folder, as the worker sees it.</param>
/// <param name="Output">Where the report goes: outside the audited folder. By default a folder of its own in the user's state folder.</param>
public sealed record DocsAuditInput(string Folder, string? Output = null);

/// <summary>What the audit carries from step to step.</summary>
/// <param name="Folder">Absolute.</param>
/// <param name="Output">Absolute.</param>
/// <param name="FolderFindings">What kept the search from seeing all of the folder.</param>
public sealed record DocsAuditState(string Folder, string Output, IReadOnlyList<Finding> FolderFindings);
