using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Stores;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Cli.Runs;

internal static class ShowCommand
{
    private const int Page = 500;

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
            var store = await StoreReader.OpenAsync(call.Store, ct);
            var run = await RunIds.FindAsync(store.Runs, call.Get(id)!, ct);
            var now = TimeProvider.System.GetUtcNow();
            var history = new RunHistoryView(RunView.Of(run, now), await AttemptsAsync(store.Runs, run, ct), await TransitionsAsync(store.Runs, run, ct));
            call.Writer.One(history, view => view.Run.Id.ToString(), view => RunSheet.Of(view, call.Get(all), now));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<List<AttemptView>> AttemptsAsync(IRunReader runs, RunFacts run, CancellationToken ct)
    {
        List<AttemptView> attempts = [];
        for (var after = 0; ;)
        {
            var page = await runs.AttemptsAsync(run.RunId, after, Page, ct);
            attempts.AddRange(page.Select(AttemptView.Of));
            if (page.Count < Page) return attempts;
            after = page[^1].Seq;
        }
    }

    private static async Task<List<TransitionView>> TransitionsAsync(IRunReader runs, RunFacts run, CancellationToken ct)
    {
        List<TransitionView> transitions = [];
        for (var after = 0; ;)
        {
            var page = await runs.TransitionsAsync(run.RunId, after, Page, ct);
            transitions.AddRange(page.Select(TransitionView.Of));
            if (page.Count < Page) return transitions;
            after = page[^1].Version;
        }
    }
}
