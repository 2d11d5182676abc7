using System.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Reach;
using QueueAgents.Cli.Servers;
using QueueAgents.Cli.Stores;
using Spectre.Console;

namespace QueueAgents.Cli.CommandLine;

/// <summary>The options every command has, and how a command is run with them.</summary>
internal sealed class Globals
{
    private readonly Func<bool, Terminal> _terminals;

    public Globals(Func<bool, Terminal> terminals)
    {
        _terminals = terminals;
        Format.CompletionSources.Clear(); // Those of an enum are its names in C#.
        Format.CompletionSources.Add("table", "json", "jsonl", "name");
    }

    public Option<string?> Store { get; } = new("--store")
    {
        Description = "The file that keeps the runs [default: $XDG_STATE_HOME/queueagents/runs.db]",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<OutputFormat> Format { get; } = new("--format", "-o")
    {
        Description = "How data is written to standard output",
        HelpName = "table|json|jsonl|name",
        Recursive = true,
        CustomParser = parsed =>
        {
            if (Enum.TryParse<OutputFormat>(parsed.Tokens[0].Value, ignoreCase: true, out var format) && !char.IsDigit(parsed.Tokens[0].Value[0])) return format;
            parsed.AddError($"--format is table, json, jsonl or name, not '{parsed.Tokens[0].Value}'.");
            return default;
        },
    };

    public Option<bool> NoColour { get; } = new("--no-color")
    {
        Description = "No colours; so does the environment variable NO_COLOR",
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Log what happens to standard error",
        Recursive = true,
    };

    /// <summary>For the nouns whose commands can be about a server.</summary>
    public ServerOptions Server { get; } = new();

    public IEnumerable<Option> All => [Format, Store, NoColour, Verbose];

    /// <summary>Lets a command run with what the options say.</summary>
    public void Run(Command command, Func<Invocation, CancellationToken, Task<int>> run)
        => command.SetAction(async (parsed, ct) =>
        {
            await Task.Yield(); // A signal that comes before the action has returned its task would end the process at once, with 143.
            return await run(Of(parsed), ct);
        });

    public Invocation Of(ParseResult parsed)
    {
        var terminal = TerminalOf(parsed);
        var call = new Invocation(parsed, terminal, new Writer(terminal, parsed.GetValue(Format)), StorePlace.Of(parsed.GetValue(Store)), parsed.GetValue(Verbose))
        {
            StoreIsNamed = parsed.GetValue(Store) is not null,
        };
        return call with { Server = new(() => Server.Find(call, orStore: true)) };
    }

    public Terminal TerminalOf(ParseResult parsed) => _terminals(!parsed.GetValue(NoColour));
}

/// <summary>One call of one command.</summary>
internal sealed record Invocation(ParseResult Parsed, Terminal Terminal, Writer Writer, string Store, bool Verbose)
{
    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Parsed.GetValue(argument);

    /// <summary>Null where the command is about a store of this machine. Looked for when it is asked.</summary>
    public Lazy<ServerAddress?> Server { get; init; } = new((ServerAddress?)null);

    /// <summary>Whether <see cref="Store"/> was typed.</summary>
    public bool StoreIsNamed { get; init; }

    public bool IsLocal => Server.Value is null;

    /// <summary>The fleet this call is about.</summary>
    public IFleet OpenFleet() => Server.Value is { } server
        ? new ServerFleet(new ServerLink(server, sentence => Terminal.Say($"[grey]{Markup.Escape(sentence)}[/]")))
        : new LocalFleet(Store, Verbose);

    /// <summary>Who gives orders, for the history.</summary>
    public static string By => $"{Environment.UserName}@{Environment.MachineName}";
}
