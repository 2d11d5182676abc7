using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Reach;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Runs;

/// <summary>Which request of a run an answer is for.</summary>
internal static class PendingRequests
{
    /// <summary>The one that was named; or the only one of its kind.</summary>
    /// <exception cref="RefusedException">There is none, or there are several and none was named.</exception>
    public static async Task<RequestView> OneAsync(IFleet fleet, RunView run, AskKind kind, Guid? named, CancellationToken ct)
    {
        var pending = await fleet.RequestsAsync(run.Id, ct);
        var fitting = pending.Where(request => request.Kind == kind && (named is null || request.Id == named)).ToList();
        var what = kind == AskKind.Approval ? "approval" : "answer";
        return fitting switch
        {
            [var one] => one,
            [] when named is not null => throw RefusedException.Conflict($"Run {run.Id} has no request {named} for an {what} now."),
            [] when pending.Count == 0 => throw RefusedException.Conflict($"Run {run.Id} asks nothing: it is {run.State.ToString().ToLowerInvariant()}."),
            [] => throw RefusedException.Conflict($"Run {run.Id} asks for no {what} now: queueagents request list shows what it asks."),
            _ => throw RefusedException.Conflict($"Run {run.Id} asks for {fitting.Count} {what}s: name one with --request; queueagents request list shows them."),
        };
    }
}
