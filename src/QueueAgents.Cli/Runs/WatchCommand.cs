using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Fleet;
using QueueAgents.Cli.Follow;
using QueueAgents.Cli.Stores;
using QueueAgents.Persistence.Sqlite;
using Spectre.Console;

namespace QueueAgents.Cli.Runs;

internal static class WatchCommand
{
    public static Command Create(Globals globals)
    {
        var id = RunIds.Argument();
        var command = new DocumentedCommand("watch", "Follow a run until it ends, and end as it does")
        {
            Notes = "Where no other process holds the store, this one works on the run meanwhile.",
            Examples =
            [
                new("stay with a run, and do something only if it completes", "queueagents run watch 0199b3c2 && echo done"),
                new("every transition, as it happens", "queueagents run watch 0199b3c2 -o jsonl"),
            ],
        };
        command.Add(id);
        globals.Run(command, async (call, ct) =>
        {
            var store = await StoreReader.OpenAsync(call.Store, ct);
            var run = await RunIds.FindAsync(store.Runs, call.Get(id)!, ct);
            if (!run.IsOpen) return await Following.RunAsync(call, store.Runs, run.RunId, untilStill: true, ct);
            try
            {
                KnownAgents.Require(run.Agent);
                await using var fleet = await Fleets.WorkAsync(call, ct);
                return await Following.RunAsync(call, fleet.Runs, run.RunId, untilStill: true, ct);
            }
            catch (StoreInUseException inUse)
            {
                call.Terminal.Say($"[grey]Process {Markup.Escape(inUse.Holder?.ToString() ?? "(unknown)")} works on it.[/]");
                return await Following.RunAsync(call, store.Runs, run.RunId, untilStill: false, ct);
            }
        });
        return command;
    }
}
