using System.CommandLine;

namespace QueueAgents.Cli.CommandLine;

/// <summary>A command whose help shows how it is used.</summary>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Whole command lines, with what each is for.</summary>
    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <summary>What else one must know; after the options.</summary>
    public string? Notes { get; init; }
}

/// <param name="Why">What it does; without a full stop.</param>
/// <param name="Line">The command line.</param>
internal sealed record Example(string Why, string Line);
