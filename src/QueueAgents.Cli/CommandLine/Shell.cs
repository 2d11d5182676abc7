using System.CommandLine;
using System.CommandLine.Invocation;
using QueueAgents.Cli.Output;
using Spectre.Console;

namespace QueueAgents.Cli.CommandLine;

/// <summary>Runs one command line: whatever goes wrong becomes one sentence on standard error and an exit code.</summary>
internal static class Shell
{
    /// <summary>How long an interrupted command may take to let running steps end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Func<bool, Terminal> terminals, InvocationConfiguration? configuration = null)
    {
        var root = CommandTree.Create(terminals, out var globals);
        // "@file" is a value of ours, not a file with more arguments.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            var terminal = globals.TerminalOf(parsed);
            Tell(terminal, Mistake(parsed));
            terminal.Say($"[grey]Try:[/] {Markup.Escape(PathOf(parsed))} --help");
            return ExitCode.Usage;
        }

        configuration ??= new InvocationConfiguration();
        configuration.EnableDefaultExceptionHandler = false;
        configuration.ProcessTerminationTimeout = Patience;
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
#pragma warning disable CA1031 // The last frame of the program.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            var (code, sentence) = Failures.Of(thrown);
            if (sentence is not null) Tell(globals.TerminalOf(parsed), sentence);
            if (parsed.GetValue(globals.Verbose) && code == ExitCode.Failed) await Console.Error.WriteLineAsync(thrown.ToString());
            return code;
        }
    }

    private static string Mistake(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Action is null && parsed.UnmatchedTokens.Count == 0)
            return $"'{PathOf(parsed)}' needs one more word: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}.";
        // A verb that does not exist is told once, not also as one that is missing.
        return parsed.Errors[^1].Message;
    }

    private static void Tell(Terminal terminal, string sentence) => terminal.Say($"[red]error:[/] {Markup.Escape(sentence)}");

    private static string PathOf(ParseResult parsed)
    {
        List<string> names = [];
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, command.Command is RootCommand ? "queueagents" : command.Command.Name);
        return string.Join(' ', names);
    }
}
