using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Reach;
using QueueAgents.Http.Views;
using Spectre.Console;

namespace QueueAgents.Cli.Fleet;

/// <summary>Lets a worker of a server's fleet leave in order.</summary>
internal static class WorkerDrainCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static Command Create(Globals globals)
    {
        var instance = new Argument<string>("WORKER") { Description = "The worker's name, as in 'queueagents worker list'" };
        var wait = new Option<bool>("--wait") { Description = "Return when it has finished what it ran" };
        var command = new DocumentedCommand("drain", "Let a worker take no more steps, finish those it runs and leave")
        {
            Notes = """
                Its process ends with exit code 0, unless its setting StopWhenDrained is false. What starts ended processes again, such as the restart
                policy 'always', starts it again: use 'on-failure', or scale down.
                """,
            Examples =
            [
                new("one worker, until it has left", "queueagents worker drain host-4711-3fa2 --wait --server https://fleet.example.com"),
                new("all of a machine", "queueagents worker list -o jsonl | jq -r 'select(.host == \"host\") | .instance' | xargs -n1 queueagents worker drain"),
            ],
        };
        command.Add(instance);
        command.Add(wait);
        globals.Run(command, async (call, ct) =>
        {
            await using var fleet = call.OpenFleet();
            var name = call.Get(instance)!;
            var worker = await fleet.DrainAsync(name, ct);
            if (call.Get(wait)) worker = await LeftAsync(fleet, worker, ct);
            call.Writer.One(worker, one => one.Instance, one => new Markup(
                $"[yellow]draining[/] [grey]{one.InFlight} steps under way · worker {Markup.Escape(one.Instance)}[/]{Environment.NewLine}"));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>As it was last seen: it is gone, or serves nothing and runs nothing.</summary>
    private static async Task<WorkerView> LeftAsync(IFleet fleet, WorkerView worker, CancellationToken ct)
    {
        while (true)
        {
            var workers = await fleet.WorkersAsync(ct);
            if (workers.FirstOrDefault(one => one.Instance == worker.Instance) is not { } now) return worker with { Draining = true, InFlight = 0 };
            worker = now;
            if (worker is { Draining: true, InFlight: 0 }) return worker;
            await Task.Delay(LookEvery, TimeProvider.System, ct);
        }
    }
}
