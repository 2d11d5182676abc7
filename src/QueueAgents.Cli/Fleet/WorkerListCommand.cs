using System.CommandLine;
using System.Globalization;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Http.Views;
using QueueAgents.Http.Words;
using Spectre.Console;

namespace QueueAgents.Cli.Fleet;

internal static class WorkerListCommand
{
    public static Command Create(Globals globals)
    {
        var command = new DocumentedCommand("list", "List the workers that have announced themselves")
        {
            Examples = [new("who is there, and how busy", "queueagents worker list")],
        };
        globals.Run(command, async (call, ct) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            await using var fleet = call.OpenFleet();
            var workers = await fleet.WorkersAsync(ct);
            call.Writer.Many(workers, worker => worker.Instance, views => TableOf(views, now));
            if (call.Writer.IsTable && workers.Count == 0) call.Terminal.Say("[grey]No worker is there.[/]");
            return ExitCode.Ok;
        });
        return command;
    }

    public static Table TableOf(IReadOnlyList<WorkerView> workers, DateTimeOffset now)
    {
        var table = Tables.Of("WORKER", "AGENTS", ">BUSY", ">PLACES", "STARTED", "SEEN");
        foreach (var worker in workers)
        {
            table.AddRow(
                Markup.Escape(worker.Instance),
                worker.Draining ? "[yellow]draining[/]" : Markup.Escape(string.Join(", ", worker.Agents.Select(agent => $"{agent.Name} v{agent.StateVersion}"))),
                worker.InFlight.ToString(CultureInfo.InvariantCulture),
                worker.Concurrency.ToString(CultureInfo.InvariantCulture),
                Times.Ago(worker.StartedAt, now),
                Times.Ago(worker.SeenAt, now));
        }

        return table;
    }
}
