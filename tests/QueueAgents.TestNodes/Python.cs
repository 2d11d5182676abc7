namespace QueueAgents.TestNodes;

/// <summary>Debian's own Python with its pika, whatever other Python comes first on the PATH.</summary>
public static class Python
{
    /// <summary>Runs a script with some standard input, and returns what it printed.</summary>
    public static Task<string> RunAsync(string script, IReadOnlyList<string> arguments, string input = "")
        => Tool.RunAsync(new ChildStart(Installed.Python!, ["-I", script, .. arguments]), input);
}
