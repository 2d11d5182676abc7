using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Contracts;
using QueueAgents.Http.Words;
using Spectre.Console;

namespace QueueAgents.Cli.Runs;

internal static class RequestListCommand
{
    public static Command Create(Globals globals)
    {
        var of = new Option<string?>("--run") { Description = "Only what this run asks", HelpName = "ID" };
        var command = new DocumentedCommand("list", "List the questions and the calls to be approved that nobody has answered")
        {
            Examples = [new("the calls, with all their arguments", "queueagents request list -o json")],
        };
        command.Add(of);
        globals.Run(command, async (call, ct) =>
        {
            await using var fleet = call.OpenFleet();
            Guid? run = call.Get(of) is { } id ? (await RunIds.FindAsync(fleet, id, ct)).Id : null;
            call.Writer.Many(await fleet.RequestsAsync(run, ct), request => request.Id.ToString(), requests =>
            {
                var table = Tables.Of("REQUEST", "RUN", "AGENT", "ASKS", "UNTIL");
                foreach (var request in requests)
                {
                    var asks = request.Kind == AskKind.Approval ? $"{request.Text} {request.Tool} {request.Arguments}" : request.Text;
                    table.AddRow(request.Id.ToString(), request.RunId.ToString()[..8], request.Agent, Markup.Escape(asks), request.Until is { } until ? Times.Moment(until) : "");
                }

                return table;
            });
            return ExitCode.Ok;
        });
        return command;
    }
}
