using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Cli.Follow;

/// <summary>Follows a run in the format asked for, and tells how it ended.</summary>
internal static class Following
{
    public static async Task<int> RunAsync(Invocation call, IRunReader runs, Guid runId, bool untilStill, CancellationToken ct)
    {
        var run = await runs.FindAsync(runId, ct);
        var watch = new Watch(runs, runId, Faces.Of(run!.Agent), TimeProvider.System);
        try
        {
            var sight = call.Writer.Format == OutputFormat.Jsonl
                ? await Follower.StreamAsync(watch, runs, call.Writer, untilStill, ct)
                : await Follower.FollowAsync(watch, call.Terminal, untilStill, ct);
            return Ending.Tell(call, sight, watch.Face);
        }
        catch (OperationCanceledException)
        {
            call.Terminal.Say($"[grey]Interrupted; run {runId} stays open. The same command goes on with it.[/]");
            throw;
        }
    }
}
