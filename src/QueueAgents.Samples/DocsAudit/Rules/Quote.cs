namespace QueueAgents.Samples.DocsAudit.Rules;

/// <summary>Text of a document inside a message: one line, of bearable length.</summary>
internal static class Quote
{
    private const int MaxLength = 120;

    public static string Of(string text)
    {
        var line = string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });

        return $"\"{Shorten(line)}\"";
    }

    private static string Shorten(string line)
    {
        if (line.Length <= MaxLength)
        {
            return line;
        }

        var end = char.IsHighSurrogate(line[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return line[..end] + "…";
    }
}
