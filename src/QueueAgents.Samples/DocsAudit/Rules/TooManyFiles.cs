using System.Globalization;

namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>The folder holds more files than one audit takes on.</summary>
internal static class TooManyFiles
{
    public const string Id = "too-many-files";

    public static Finding Finding(int limit) => new(".", 0, Id, Severity.Warning, string.Create(
        CultureInfo.InvariantCulture, $"The folder holds more than {limit:N0} Markdown files; the rest was not audited."));
}
