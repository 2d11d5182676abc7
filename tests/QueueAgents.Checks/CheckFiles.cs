namespace QueueAgents.Checks;

/// <summary>The SQL files of this project, by their path in it.</summary>
public static class CheckFiles
{
    public static IEnumerable<string> Names => typeof(CheckFiles).Assembly.GetManifestResourceNames();

    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(CheckFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no {name}.", nameof(name)));
        return reader.ReadToEnd();
    }
}
