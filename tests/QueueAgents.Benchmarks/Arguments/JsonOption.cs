using System.CommandLine;

namespace QueueAgents.Benchmarks.Arguments;

/// <summary><c>--json FILE</c>.</summary>
internal sealed class JsonOption
{
    public Option<FileInfo?> Option { get; } = new("--json") { Description = "Also write all numbers to this file.", HelpName = "FILE" };

    public string? Of(ParseResult parsed) => parsed.GetValue(Option)?.FullName;
}
