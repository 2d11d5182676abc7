using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Doctor.Brokers;
using QueueAgents.Cli.Doctor.Databases;
using QueueAgents.Cli.Doctor.Servers;
using QueueAgents.Cli.Servers;
using QueueAgents.Cli.Stores;
using Spectre.Console;

namespace QueueAgents.Cli.Doctor;

/// <summary><c>doctor</c>: looks at what a fleet stands on, and says what is wrong and what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create(Globals globals)
    {
        var (broker, database, server) = (new BrokerOptions(), new DatabaseOptions(), new ServerOptions());
        var command = new DocumentedCommand("doctor", "Look at broker, database and server, and say what is wrong and what to do")
        {
            Notes = """
                Only what is named is looked at, or else the store of this user; what is not is said. Nothing is changed, but that exchanges of ours that a role sends to are made where
                they are missing, as the role itself does. It ends with 1 where something is wrong; warnings are allowed.
                """,
            Examples =
            [
                new("may the worker's user do what a worker needs?", $"{BrokerOptions.BrokerVariable}=amqp://worker:…@rabbit/queue-agents queueagents doctor --role worker"),
                new("all that a server stands on", $"{DatabaseOptions.ConnectionVariable}='Host=db;…' queueagents doctor --database postgresql --broker amqp://rabbit --management http://rabbit:15672"),
                new("a server as its clients see it", "queueagents doctor --server https://fleet.example.com"),
                new("for a script", "queueagents doctor -o json | jq -r '.[] | select(.verdict == \"wrong\") | .says'"),
            ],
        };
        broker.AddTo(command);
        database.AddTo(command);
        server.AddTo(command);
        globals.Run(command, async (call, ct) =>
        {
            var (asked, address) = (broker.Of(call), server.Find(call));
            var nothing = asked.Broker is null && asked.Management is null && address is null;
            var findings = new List<Finding>();
            await foreach (var finding in BrokerExamination.RunAsync(asked, ct)) findings.Add(finding);
            await foreach (var finding in DatabaseExamination.RunAsync(database, call, otherwise: nothing, ct)) findings.Add(finding);
            await foreach (var finding in ServerExamination.RunAsync(address, ct)) findings.Add(finding);
            call.Writer.Many(findings, finding => finding.Check, FindingSheet.Of);
            return Tell(call, findings);
        });
        return command;
    }

    private static int Tell(Invocation call, List<Finding> findings)
    {
        var (wrong, warnings) = (findings.Count(f => f.Verdict == Verdict.Wrong), findings.Count(f => f.Verdict == Verdict.Warning));
        if (call.Writer.IsTable) call.Terminal.Say(wrong + warnings == 0 ? "[green]Nothing is wrong.[/]" : $"[bold]{wrong}[/] wrong, [bold]{warnings}[/] to look at.");
        return wrong == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
