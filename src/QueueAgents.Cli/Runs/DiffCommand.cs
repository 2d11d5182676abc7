using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Reach;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Runs;

internal static class DiffCommand
{
    public static Command Create(Globals globals)
    {
        var id = RunIds.Argument();
        var from = new Argument<int?>("FROM") { Description = "A version of the run [default: before the last change of its document]", Arity = ArgumentArity.ZeroOrOne };
        var to = new Argument<int?>("TO") { Description = "A later version [default: the latest]", Arity = ArgumentArity.ZeroOrOne };
        var command = new DocumentedCommand("diff", "Show what changed in a run's document between two of its versions")
        {
            Examples =
            [
                new("what the last step that changed it did", "queueagents run diff 0199b3c2"),
                new("between two versions, as an RFC 6902 patch", "queueagents run diff 0199b3c2 1 7 -o json | jq .patch"),
            ],
        };
        command.Add(id);
        command.Add(from);
        command.Add(to);
        globals.Run(command, async (call, ct) =>
        {
            await using var fleet = call.OpenFleet();
            var run = await RunIds.FindAsync(fleet, call.Get(id)!, ct);
            var last = call.Get(to) ?? run.Version;
            var first = call.Get(from) ?? await BeforeLastChangeAsync(fleet, run, ct);
            if (first < 0 || first > last || last > run.Version)
                throw RefusedException.Usage($"Run {run.Id} has versions 0 to {run.Version}; {first} to {last} is no part of them.");

            var diff = await fleet.DiffAsync(run.Id, first, last, ct);
            // Version 0 is before there was anything.
            var before = call.Writer.IsTable && first > 0 ? await fleet.DocumentAsync(run.Id, first, ct) : null;
            call.Writer.One(diff, one => one.RunId.ToString(), one => DiffSheet.Of(one, before));
            if (call.Writer.IsTable && diff.Patch.GetArrayLength() == 0) call.Terminal.Say($"[grey]Nothing changed from version {first} to {last}.[/]");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<int> BeforeLastChangeAsync(IFleet fleet, RunView run, CancellationToken ct)
    {
        var found = 0;
        for (var (after, more) = (0, true); more;)
        {
            var slice = await fleet.TransitionsAsync(run.Id, after, ct);
            found = slice.Rows.LastOrDefault(transition => transition.ChangedState)?.Version - 1 ?? found;
            (after, more) = (slice.Rows is [.., var last] ? last.Version : after, slice.More);
        }

        return found;
    }
}
