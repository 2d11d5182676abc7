using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Reach;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Runs;

internal static class ShowCommand
{
    public static Command Create(Globals globals)
    {
        var id = RunIds.Argument();
        var all = new Option<bool>("--all", "-a") { Description = "Every step and every transition, not only the last ones" };
        var command = new DocumentedCommand("show", "Show a run, its steps and its history")
        {
            Examples =
            [
                new("what it is doing, and what it did last", "queueagents run show 0199b3c2"),
                new("its result alone", "queueagents run show 0199b3c2 -o json | jq .run.result"),
            ],
        };
        command.Add(id);
        command.Add(all);
        globals.Run(command, async (call, ct) =>
        {
            await using var fleet = call.OpenFleet();
            var run = await RunIds.FindAsync(fleet, call.Get(id)!, ct);
            var history = new RunHistoryView(
                run,
                await AllAsync(after => fleet.AttemptsAsync(run.Id, after, ct), attempt => attempt.Seq),
                await AllAsync(after => fleet.TransitionsAsync(run.Id, after, ct), transition => transition.Version));
            call.Writer.One(history, view => view.Run.Id.ToString(), view => RunSheet.Of(view, call.Get(all), TimeProvider.System.GetUtcNow()));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<List<T>> AllAsync<T>(Func<int, Task<Slice<T>>> read, Func<T, int> number)
    {
        List<T> all = [];
        for (var after = 0; ;)
        {
            var slice = await read(after);
            all.AddRange(slice.Rows);
            if (!slice.More) return all;
            after = number(all[^1]);
        }
    }
}
