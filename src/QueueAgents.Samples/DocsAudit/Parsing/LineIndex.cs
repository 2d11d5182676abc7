namespace QueueAgents.Samples.DocsAudit.Parsing;

/// <summary>Turns an offset into a line number, from 1.</summary>
internal sealed class LineIndex
{
    private readonly List<int> _starts = [0];

    public LineIndex(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\n' || (text[i] is '\r' && (i + 1 == text.Length || text[i + 1] is not '\n')))
            {
                _starts.Add(i + 1);
            }
        }

        Count = _starts[^1] == text.Length ? _starts.Count - 1 : _starts.Count;
    }

    /// <summary>Lines of the text; one that ends the file without a line end counts too.</summary>
    public int Count { get; }

    public int LineAt(int offset)
    {
        var at = _starts.BinarySearch(offset);
        return at >= 0 ? at + 1 : ~at;
    }
}
