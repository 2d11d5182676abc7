using System.CommandLine;
using System.Globalization;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Http.Views;
using Spectre.Console;

namespace QueueAgents.Cli.Fleet;

internal static class AgentListCommand
{
    public static Command Create(Globals globals)
    {
        var command = new DocumentedCommand("list", "List the agents this program serves")
        {
            Examples = [new("their names", "queueagents agent list -o name")],
        };
        globals.Run(command, (call, _) =>
        {
            call.Writer.Many([.. KnownAgents.All.Select(AgentView.Of)], agent => agent.Name, agents =>
            {
                var table = Tables.Of("AGENT", ">STATE VERSION", ">READS FROM");
                foreach (var agent in agents)
                    table.AddRow(agent.Name, agent.StateVersion.ToString(CultureInfo.InvariantCulture), agent.ReadsFrom.ToString(CultureInfo.InvariantCulture));
                return table;
            });
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
