namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>A file or folder the audit could not look into.</summary>
internal static class Unreadable
{
    public const string Id = "unreadable";

    public static Finding Finding(string path, string reason) =>
        new(path, 0, Id, Severity.Error, $"This was not audited: {reason}.");
}
