using System.Globalization;
using QueueAgents.TestNodes;

namespace QueueAgents.EndToEnd.Cli;

/// <summary>A folder of Markdown to audit, with a place for a store beside it.</summary>
internal sealed class Pages : IDisposable
{
    private readonly TempFolder _folder = new("pages");

    /// <param name="count">How many pages.</param>
    /// <param name="sections">How long each is; each section has a link to another page.</param>
    public Pages(int count, int sections = 1)
    {
        Docs = _folder.Sub("docs");
        for (var page = 0; page < count; page++)
        {
            var text = $"# Page {page}\n" + string.Concat(Enumerable.Range(0, sections).Select(section => string.Create(
                CultureInfo.InvariantCulture, $"\n## Section {section}\n\nSee [another](page-{(page + section + 1) % count}.md#section-{section}) page.\n")));
            File.WriteAllText(Path.Combine(Docs, $"page-{page}.md"), text);
        }
    }

    public string Docs { get; }

    public string Store => _folder.File("runs.db");

    public void Write(string page, string text) => File.WriteAllText(Path.Combine(Docs, page), text);

    public void Dispose() => _folder.Dispose();
}
