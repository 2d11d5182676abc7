using System.CommandLine;
using System.Globalization;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
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
        globals.Run(command, async (call, ct) =>
        {
            await using var fleet = call.OpenFleet();
            call.Writer.Many(await fleet.AgentsAsync(ct), agent => agent.Name, agents =>
            {
                var table = Tables.Of("AGENT", ">STATE VERSION", ">READS FROM");
                foreach (var agent in agents)
                    table.AddRow(agent.Name, agent.StateVersion.ToString(CultureInfo.InvariantCulture), agent.ReadsFrom.ToString(CultureInfo.InvariantCulture));
                return table;
            });
            return ExitCode.Ok;
        });
        return command;
    }
}
