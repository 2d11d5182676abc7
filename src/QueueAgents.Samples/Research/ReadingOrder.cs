namespace QueueAgents.Samples.Research;

/// <summary>What a reader is told, in words for a model.</summary>
internal sealed record ReadingOrder(string Topic, string File, string Audience)
{
    public string Text => $"Topic: {OneLine(Topic)}\nFile: {OneLine(File)}\nFor: {OneLine(Audience)}";

    public static ReadingOrder Parse(string text)
    {
        var parts = text.Split('\n').Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]).ToList();
        return new(parts[0], parts[1], parts[2]);
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
