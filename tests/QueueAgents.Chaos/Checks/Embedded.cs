using System.Reflection;

namespace QueueAgents.Chaos.Checks;

/// <summary>The SQL files of this folder, by their path in it.</summary>
internal static class Embedded
{
    public static IEnumerable<string> Names => Assembly.GetExecutingAssembly().GetManifestResourceNames();

    public static string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
