using System.CommandLine;
using System.Globalization;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Follow;
using QueueAgents.Cli.Reach;
using QueueAgents.Cli.Words;
using QueueAgents.Http.Views;
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
            await using var fleet = call.OpenFleet();
            var run = await RunIds.FindAsync(fleet, call.Get(id)!, ct);
            if (run.IsOpen) await WorkAsync(call, fleet, run, ct);
            return await Following.RunAsync(call, fleet, run.Id, run.Agent, ct);
        });
        return command;
    }

    private static async Task WorkAsync(Invocation call, IFleet fleet, RunView run, CancellationToken ct)
    {
        try
        {
            fleet.Require(run.Agent);
            await fleet.WorkAsync(ct);
        }
        catch (StoreInUseException inUse)
        {
            call.Terminal.Say($"[grey]Process {Markup.Escape(inUse.Holder?.ToString(CultureInfo.InvariantCulture) ?? "(unknown)")} works on it.[/]");
        }
    }
}
