using QueueAgents.Samples.DocsAudit;
using Xunit;

namespace QueueAgents.Unit.DocsAudit;

/// <summary>A real folder of documentation that is gone after the test.</summary>
public sealed class DocsFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("docs-audit-").FullName;

    public DocsFolder With(string path, string text = "# Page\n")
    {
        File.WriteAllText(Place(path), text);
        return this;
    }

    public DocsFolder With(string path, byte[] bytes)
    {
        File.WriteAllBytes(Place(path), bytes);
        return this;
    }

    internal FoundFiles Find(int maxFiles = MarkdownFiles.MaxFiles) =>
        MarkdownFiles.Find(Root, maxFiles, TestContext.Current.CancellationToken);

    internal FileAudit Audit(string file) => new FileAuditor(Root).Audit(file);

    /// <summary>Writes one page and says what the audit finds, as <c>line rule</c>.</summary>
    internal IReadOnlyList<string> Findings(string page) =>
        [.. With("page.md", page).Audit("page.md").Findings.Select(finding => $"{finding.Line} {finding.Rule}")];

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string Place(string path)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }
}
