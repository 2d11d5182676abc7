using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Reach;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Follow;

/// <summary>Follows a run in the format asked for, and tells how it ended.</summary>
internal static class Following
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Invocation call, IFleet fleet, RunView run, CancellationToken ct)
    {
        var watch = new Watch(fleet, run.Id, Faces.Of(run.Agent), TimeProvider.System);
        // Where others may act on it too, it is followed to its end.
        var follower = new Follower(fleet, run.Id, watch, untilStill: fleet.WorksHere);
        try
        {
            var sight = call.Writer.Format == OutputFormat.Jsonl ? await follower.StreamAsync(call.Writer, ct) : await follower.ShowAsync(call.Terminal, ct);
            return Ending.Tell(call, sight, watch.Face);
        }
        catch (OperationCanceledException)
        {
            call.Terminal.Say(fleet.WorksHere
                ? $"[grey]Interrupted; run {run.Id} stays open. The same command goes on with it.[/]"
                : $"[grey]Interrupted; run {run.Id} goes on. To follow it again:[/] queueagents run watch {run.Id}");
            throw;
        }
    }
}
