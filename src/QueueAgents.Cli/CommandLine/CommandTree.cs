using System.CommandLine;
using System.CommandLine.Help;
using QueueAgents.Cli.Dev;
using QueueAgents.Cli.Doctor;
using QueueAgents.Cli.Fleet;
using QueueAgents.Cli.Keys;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Runs;
using QueueAgents.Cli.Stores;

namespace QueueAgents.Cli.CommandLine;

/// <summary>All commands: a noun, then a verb.</summary>
internal static class CommandTree
{
    public static RootCommand Create(Func<bool, Terminal> terminals, out Globals globals)
    {
        globals = new Globals(terminals);
        var root = new RootCommand("Starts, watches and steers durable runs of agents.")
        {
            Noun("run", "Start runs and look after them",
                StartCommand.Create(globals),
                ListCommand.Create(globals),
                ShowCommand.Create(globals),
                WatchCommand.Create(globals),
                OrderCommands.Cancel(globals),
                OrderCommands.Pause(globals),
                OrderCommands.Resume(globals),
                SignalCommand.Create(globals),
                AnswerCommand.Create(globals),
                ApproveCommands.Approve(globals),
                ApproveCommands.Deny(globals),
                OrderCommands.Retry(globals),
                DiffCommand.Create(globals)),
            Noun("request", "What people are asked", RequestListCommand.Create(globals)),
            Noun("agent", "The agents of this program", AgentListCommand.Create(globals)),
            Noun("worker", "The workers of the fleet", WorkerListCommand.Create(globals), WorkerDrainCommand.Create(globals)),
            Noun("store", "The database that keeps the runs", StoreCommands.Status(globals), StoreCommands.Migrate(globals), StoreCommands.Script(globals)),
            Noun("key", "Who may use the HTTP interface of a server", KeyCreateCommand.Create(globals), KeyListCommand.Create(globals), KeyRevokeCommand.Create(globals)),
            DevCommand.Create(globals),
            DoctorCommand.Create(globals),
            CompletionCommand.Create(globals),
        };
        foreach (var noun in root.Subcommands.Where(noun => noun.Name is "run" or "request" or "agent" or "worker")) globals.Server.AddTo(noun);
        foreach (var option in globals.All) root.Add(option);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Help((HelpAction)help.Action!);
        return root;
    }

    private static DocumentedCommand Noun(string name, string description, params IReadOnlyList<Command> verbs)
    {
        var noun = new DocumentedCommand(name, description);
        foreach (var verb in verbs) noun.Add(verb);
        return noun;
    }
}
