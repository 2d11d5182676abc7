using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Reach;

namespace QueueAgents.Cli.Follow;

/// <summary>Follows a run in the format asked for, and tells how it ended.</summary>
internal static class Following
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Invocation call, IFleet fleet, Guid runId, string agent, CancellationToken ct)
    {
        var watch = new Watch(fleet, runId, Faces.Of(agent), TimeProvider.System);
        // Where others may act on it too, it is followed to its end.
        var follower = new Follower(fleet, runId, watch, untilStill: fleet.WorksHere);
        try
        {
            var sight = call.Writer.Format == OutputFormat.Jsonl ? await follower.StreamAsync(call.Writer, ct) : await follower.ShowAsync(call.Terminal, ct);
            return Ending.Tell(call, sight, watch.Face);
        }
        catch (OperationCanceledException)
        {
            call.Terminal.Say(fleet.WorksHere
                ? $"[grey]Interrupted; run {runId} stays open. The same command goes on with it.[/]"
                : $"[grey]Interrupted; run {runId} goes on. To follow it again:[/] queueagents run watch {runId}");
            throw;
        }
    }
}
