using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace QueueAgents.Cli.CommandLine;

/// <summary>The usual help, with examples and notes under it.</summary>
internal sealed class Help(HelpAction usual) : SynchronousCommandLineAction
{
    public const string ExitCodes = """
        Exit codes:
          0    done; where a run is followed: it completed
          1    something failed; the run failed, was cancelled or is parked
          2    the command is written wrongly
          3    there is no such run, agent or store
          4    not now: another process holds the store, the run waits for somebody, or has changed
          5    the server asks for a key, or for another one
          6    nobody answered in time
          130  interrupted
        """;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        output.Write(Usual(parseResult));
        if (parseResult.CommandResult.Command is RootCommand) output.WriteLine(ExitCodes + Environment.NewLine);
        if (parseResult.CommandResult.Command is not DocumentedCommand command) return ExitCode.Ok;

        if (command.Notes is { } notes) output.WriteLine(notes + Environment.NewLine);
        if (command.Examples.Count == 0) return ExitCode.Ok;
        output.WriteLine("Examples:");
        foreach (var example in command.Examples)
        {
            output.WriteLine($"  # {example.Why}");
            output.WriteLine($"  {example.Line}");
        }

        output.WriteLine();
        return ExitCode.Ok;
    }

    /// <summary>It calls us by the file that happens to run, and shows the arguments of commands above as if they were needed here.</summary>
    private string Usual(ParseResult parsed)
    {
        var configuration = parsed.InvocationConfiguration;
        var output = configuration.Output;
        var above = parsed.CommandResult.Command.Parents.OfType<Command>().SelectMany(command => command.Arguments).Where(argument => !argument.Hidden).ToList();
        using var text = new StringWriter { NewLine = output.NewLine };
        try
        {
            above.ForEach(argument => argument.Hidden = true);
            configuration.Output = text;
            usual.Invoke(parsed);
        }
        finally
        {
            above.ForEach(argument => argument.Hidden = false);
            configuration.Output = output;
        }

        return text.ToString().Replace($"  {RootCommand.ExecutableName} ", "  queueagents ", StringComparison.Ordinal);
    }
}
