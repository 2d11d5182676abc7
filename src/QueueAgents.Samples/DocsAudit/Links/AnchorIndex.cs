using System.Collections.Concurrent;
using QueueAgents.Samples.DocsAudit.Parsing;

namespace QueueAgents.Samples.DocsAudit.Links;

/// <summary>The anchors of the files under one root, parsed when first asked for.</summary>
internal sealed class AnchorIndex(string root)
{
    // Forgetting now and then keeps memory flat on a large folder; the price is a file parsed again.
    private const int MaxAnchors = 200_000;

    private readonly ConcurrentDictionary<string, IReadOnlySet<string>?> _anchors = new(StringComparer.Ordinal);
    private int _kept;

    public void Remember(string file, IReadOnlySet<string>? anchors)
    {
        if (Interlocked.Add(ref _kept, 1 + (anchors?.Count ?? 0)) > MaxAnchors)
        {
            _anchors.Clear();
            Interlocked.Exchange(ref _kept, 0);
        }

        _anchors[file] = anchors;
    }

    /// <summary>The anchors of a Markdown file, or nothing when the file is of another kind or cannot be read.</summary>
    public IReadOnlySet<string>? Find(string file)
    {
        if (!MarkdownFiles.IsMarkdown(file))
        {
            return null;
        }

        if (!_anchors.TryGetValue(file, out var anchors))
        {
            anchors = PageFile.TryParse(Path.Combine(root, file), out var page, out _) ? page.Anchors : null;
            Remember(file, anchors);
        }

        return anchors;
    }
}
