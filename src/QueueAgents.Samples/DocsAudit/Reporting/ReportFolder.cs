using System.Security.Cryptography;
using System.Text;

namespace QueueAgents.Samples.DocsAudit.Reporting;

/// <summary>Where the report of a folder goes unless somebody says otherwise: the same place each time, and another for each folder.</summary>
internal static class ReportFolder
{
    /// <summary>In the user's state folder; where that belongs to what is audited, among the temporary files.</summary>
    public static string Of(string audited)
    {
        var place = In(StateFolder.Home, audited);
        return MarkdownFiles.Covers(audited, place) ? In(Path.Combine(Path.GetTempPath(), "queueagents"), audited) : place;
    }

    /// <summary>In a folder of our own choice.</summary>
    public static string In(string home, string audited)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(audited)).AsSpan(0, 3));
        var name = Path.GetFileName(audited) is { Length: > 0 } last ? last : "root";
        return Path.GetFullPath(Path.Combine(home, DocsAuditAgent.Name, $"{name}-{hash}"));
    }
}
