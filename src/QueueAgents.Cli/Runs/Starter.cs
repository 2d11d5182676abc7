using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Follow;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Stores;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;
using QueueAgents.Http.Words;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Spectre.Console;

namespace QueueAgents.Cli.Runs;

/// <summary>Starts a run and stays with it. An open run of the same agent and input is continued instead. </summary>
internal static class Starter
{
    public static async Task<int> RunAsync(Invocation call, StartOrder order, CancellationToken ct)
    {
        var face = Faces.Of(order.Submit.Agent);
        // Looked for before the fleet starts, because the fleet goes on with it at once.
        var open = order.Submit.Key is null ? await FindOpenAsync(call.Store, order, ct) : null;
        if (order.Detach) return await SubmitAsync(call, order, open, ct);

        await using var fleet = await Fleets.WorkAsync(call, ct);
        var runId = open?.RunId ?? (await fleet.SubmitAsync(order.Submit, ct)).RunId;
        call.Terminal.Say(open is null
            ? $"[grey]Started run {runId} of {Markup.Escape(order.Submit.Agent)}[/]"
            : $"Continuing run {runId} [grey]({Markup.Escape(HowFar(open, face))})[/]");

        return await Following.RunAsync(call, fleet.Runs, runId, untilStill: true, ct);
    }

    private static async Task<int> SubmitAsync(Invocation call, StartOrder order, RunFacts? open, CancellationToken ct)
    {
        await using var fleet = await Fleets.OrderAsync(call, ct);
        var runId = open?.RunId ?? (await fleet.SubmitAsync(order.Submit, ct)).RunId;
        var run = await fleet.Runs.FindAsync(runId, ct);
        var view = RunView.Of(run!, TimeProvider.System.GetUtcNow());
        if (open is not null) call.Terminal.Say("[grey]It is open already.[/]");
        if (call.Writer.IsTable) call.Terminal.WriteLine(runId.ToString());
        else call.Writer.One(view, one => one.Id.ToString(), _ => new Text(""));
        if (call.Terminal.DataIsSeen) call.Terminal.Say($"[grey]To work on it:[/] queueagents run watch {runId}");
        return ExitCode.Ok;
    }

    private static async Task<RunFacts?> FindOpenAsync(string path, StartOrder order, CancellationToken ct)
    {
        if (await StoreReader.FindAsync(path, ct) is not { } store) return null;
        var page = await store.Runs.ListAsync(
            new RunFilter
            {
                States = [RunState.Queued, RunState.Running, RunState.Waiting, RunState.Paused],
                Agent = order.Submit.Agent,
                Tenant = order.Submit.Tenant,
                Tag = (StartOrder.InputTag, order.InputHash),
                Limit = 1,
            },
            ct);
        return page.Runs is [var row, ..] ? row.Run : null;
    }

    /// <summary>"12 of 40 files done", or where it stands.</summary>
    private static string HowFar(RunFacts run, IAgentFace face) => run.Group is { Join: not null } group
        ? $"{group.Done} of {group.Count} {face.Parts} done"
        : $"{run.State.ToString().ToLowerInvariant()}, {Sentence.Of(run, TimeProvider.System.GetUtcNow(), face.Parts)}";
}
