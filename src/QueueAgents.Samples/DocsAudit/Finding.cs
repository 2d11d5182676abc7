namespace QueueAgents.Samples.DocsAudit;

/// <summary>One thing the audit has to say about one place.</summary>
/// <param name="File">Path relative to the audited folder, with <c>/</c> separators.</param>
/// <param name="Line">Line in the file, from 1; 0 when the finding is about the file as a whole.</param>
/// <param name="Rule">Id of the rule that spoke, such as <c>broken-link</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What is wrong, as one sentence of plain text.</param>
public sealed record Finding(string File, int Line, string Rule, Severity Severity, string Message);
