using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Follow;
using QueueAgents.Cli.Reach;
using QueueAgents.Cli.Words;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Store;
using Spectre.Console;

namespace QueueAgents.Cli.Runs;

/// <summary>Starts a run and stays with it. An open run of the same agent and input is continued instead.</summary>
internal static class Starter
{
    public static async Task<int> RunAsync(Invocation call, IFleet fleet, StartOrder order, CancellationToken ct)
    {
        // Looked for before this process works, because it goes on with it at once.
        var open = order.Submit.Key is null ? await FindOpenAsync(fleet, order, ct) : null;
        if (!order.Detach) await fleet.WorkAsync(ct);

        var runId = open?.Id ?? (await fleet.SubmitAsync(order.Submit, ct)).RunId;
        if (order.Detach) return await TellAsync(call, fleet, runId, open is not null, ct);
        call.Terminal.Say(open is null
            ? $"[grey]Started run {runId} of {Markup.Escape(order.Submit.Agent)}[/]"
            : $"Continuing run {runId} [grey]({Markup.Escape(HowFar(open, Faces.Of(open.Agent)))})[/]");

        return await Following.RunAsync(call, fleet, runId, order.Submit.Agent, ct);
    }

    private static async Task<int> TellAsync(Invocation call, IFleet fleet, Guid runId, bool already, CancellationToken ct)
    {
        var run = await fleet.FindAsync(runId, ct);
        if (already) call.Terminal.Say("[grey]It is open already.[/]");
        if (call.Writer.IsTable) call.Terminal.WriteLine(runId.ToString());
        else call.Writer.One(run!, one => one.Id.ToString(), _ => new Text(""));
        if (call.Terminal.DataIsSeen) call.Terminal.Say($"[grey]To stay with it:[/] queueagents run watch {runId}");
        return ExitCode.Ok;
    }

    private static async Task<RunView?> FindOpenAsync(IFleet fleet, StartOrder order, CancellationToken ct)
    {
        var listing = await fleet.ListAsync(
            new RunFilter
            {
                States = [RunState.Queued, RunState.Running, RunState.Waiting, RunState.Paused],
                Agent = order.Submit.Agent,
                Tenant = order.Submit.Tenant,
                Tag = (StartOrder.InputTag, order.InputHash),
                Limit = 1,
            },
            ct);
        return listing.Runs is [var run, ..] ? run : null;
    }

    /// <summary>"12 of 40 files done", or where it stands.</summary>
    private static string HowFar(RunView run, IAgentFace face) => run.Progress is { } progress
        ? $"{progress.Done} of {progress.Total} {face.Parts} done"
        : $"{run.State.ToString().ToLowerInvariant()}, {run.Sentence(face.Parts)}";
}
