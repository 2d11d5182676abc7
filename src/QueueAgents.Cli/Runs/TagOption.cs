using System.CommandLine;
using QueueAgents.Cli.CommandLine;

namespace QueueAgents.Cli.Runs;

/// <summary>Tags as typed: <c>name=value</c>.</summary>
internal static class TagOption
{
    public static Option<string[]> Create() => new("--tag") { Description = "A label to find the run by; may be repeated", HelpName = "NAME=VALUE" };

    public static (string Name, string Value) Parse(string pair)
    {
        var place = pair.IndexOf('=', StringComparison.Ordinal);
        return place > 0 && place < pair.Length - 1
            ? (pair[..place], pair[(place + 1)..])
            : throw RefusedException.Usage($"--tag is NAME=VALUE, not '{pair}'.");
    }
}
