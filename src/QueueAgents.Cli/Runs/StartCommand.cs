using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.DocsAudit;
using QueueAgents.Cli.Fleet;
using QueueAgents.Contracts;

namespace QueueAgents.Cli.Runs;

internal static class StartCommand
{
    public static Command Create(Globals globals)
    {
        var agent = new Argument<string>("AGENT") { Description = "An agent's name: see 'queueagents agent list'", HelpName = "AGENT" };
        agent.CompletionSources.Add([.. KnownAgents.All.Select(known => known.Name)]);
        var options = new StartOptions();
        var command = new DocumentedCommand("start", "Start a run of an agent, or go on with the open run of the same input")
        {
            Notes = "Killed at any point, the same command goes on where the run stopped. With none open it starts a new one.",
            Examples =
            [
                new("an agent with words of its own", "queueagents run start docs-audit ~/site/docs"),
                new("any agent, with its input from a file", "queueagents run start docs-audit --input @audit.json"),
                new("submit now, work on it later", "queueagents run start docs-audit --detach"),
            ],
        };
        command.Add(agent);
        options.AddTo(command);
        command.Add(DocsAuditCommand.Create(globals));
        globals.Run(command, async (call, ct) =>
        {
            var name = call.Get(agent)!;
            if (!Names.IsAgent(name)) throw RefusedException.Usage($"'{name}' is no agent's name: 1 to 64 of a-z, 0-9 and -.");
            await using var fleet = call.OpenFleet();
            fleet.Require(name);
            return await Starter.RunAsync(call, fleet, await options.OrderAsync(call, name, ct), ct);
        });
        return command;
    }
}
