using System.CommandLine;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Words;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;
using QueueAgents.Http.Words;
using QueueAgents.Orchestration.Store;
using Spectre.Console;

namespace QueueAgents.Cli.Runs;

internal static class ListCommand
{
    public static Command Create(Globals globals)
    {
        var state = new Option<RunState[]>("--state")
        {
            Description = "Only runs in this state; may be repeated",
            HelpName = "STATE",
            CustomParser = parsed => [.. parsed.Tokens.Select(token =>
            {
                if (Enum.TryParse<RunState>(token.Value, ignoreCase: true, out var one) && one != RunState.None && !char.IsDigit(token.Value[0])) return one;
                parsed.AddError($"--state is one of {string.Join(", ", States)}, not '{token.Value}'.");
                return RunState.None;
            })],
        };
        state.CompletionSources.Add(States);
        var agent = new Option<string?>("--agent") { Description = "Only runs of this agent", HelpName = "AGENT" };
        var tenant = new Option<string?>("--tenant") { Description = "Only runs of this tenant", HelpName = "TENANT" };
        var key = new Option<string?>("--key") { Description = "Only the run with this key", HelpName = "KEY" };
        var tag = new Option<string?>("--tag") { Description = "Only runs with this tag", HelpName = "NAME=VALUE" };
        var since = new Option<string?>("--since") { Description = "Only runs begun within this time, such as 30m, 2h or 7d", HelpName = "TIME" };
        var unserved = new Option<bool>("--unserved") { Description = "Only runs that find no worker" };
        var limit = new Option<int>("--limit") { Description = "At most so many", HelpName = "N", DefaultValueFactory = _ => 50 };
        var command = new DocumentedCommand("list", "List runs, the newest first")
        {
            Examples =
            [
                new("what failed since yesterday", "queueagents run list --state failed --state parked --since 24h"),
                new("cancel all open runs of an agent", "queueagents run list --agent docs-audit --state running -o name | xargs -n1 queueagents run cancel"),
            ],
        };
        foreach (var option in new Option[] { state, agent, tenant, key, tag, since, unserved, limit }) command.Add(option);
        globals.Run(command, async (call, ct) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var most = call.Get(limit);
            if (most is < 1 or > 10_000) throw RefusedException.Usage("--limit is 1 to 10000.");
            var filter = new RunFilter
            {
                States = call.Get(state) ?? [],
                Agent = call.Get(agent),
                Tenant = call.Get(tenant),
                Key = call.Get(key),
                Tag = call.Get(tag) is { } pair ? TagOption.Parse(pair) : null,
                CreatedAfter = call.Get(since) is { } text ? now - (Times.Parse(text) ?? throw RefusedException.Usage($"--since is a time such as 30m, 2h or 7d, not '{text}'.")) : null,
                Unserved = call.Get(unserved),
                Limit = most,
            };
            await using var fleet = call.OpenFleet();
            var listing = await fleet.ListAsync(filter, ct);
            call.Writer.Many(listing.Runs, run => run.Id.ToString(), runs => TableOf(runs, now));
            if (call.Writer.IsTable && listing.Runs.Count == 0) call.Terminal.Say($"[grey]{Markup.Escape(listing.Nothing ?? "No runs.")}[/]");
            if (call.Writer.IsTable && listing.More) call.Terminal.Say($"[grey]There are more: --limit {most * 10}[/]");
            return ExitCode.Ok;
        });
        return command;
    }

    private static string[] States { get; } = [.. Enum.GetValues<RunState>().Where(s => s != RunState.None).Select(s => s.ToString().ToLowerInvariant())];

    public static Table TableOf(IReadOnlyList<RunView> runs, DateTimeOffset now)
    {
        var table = Tables.Of("RUN", "AGENT", "STATE", "BEGUN", "WHAT IT IS DOING");
        foreach (var run in runs)
        {
            var doing = run.Unserved ? "finds no worker" : run.Summary;
            table.AddRow(run.Id.ToString(), Markup.Escape(run.Agent), StateLook.Markup(run.State), Times.Ago(run.CreatedAt, now), Markup.Escape(doing));
        }

        foreach (var column in table.Columns.Take(4)) column.NoWrap();
        return table;
    }
}
