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
          6    nobody answered in time
          130  interrupted
        """;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        using (var text = new StringWriter { NewLine = output.NewLine })
        {
            parseResult.InvocationConfiguration.Output = text;
            usual.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output = output;
            // It calls us by the file that happens to run.
            output.Write(text.ToString().Replace($"  {RootCommand.ExecutableName} ", "  queueagents ", StringComparison.Ordinal));
        }

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
}
