using System.CommandLine;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Frozen;

namespace QueueAgents.Benchmarks;

/// <summary>What this program is when a fleet starts it.</summary>
internal static class Processes
{
    public static IEnumerable<Command> All
    {
        get
        {
            var agents = new Argument<string[]>("agents");
            var worker = new Command("worker") { agents };
            worker.SetAction((parsed, ct) => OurWorker.RunAsync(parsed.GetValue(agents)!, ct));
            var server = new Command("n0-server");
            server.SetAction((_, ct) => FrozenProcess.ServerAsync(ct));
            var frozen = new Command("n0-worker");
            frozen.SetAction((_, ct) => FrozenProcess.WorkerAsync(ct));
            foreach (var command in new[] { worker, server, frozen })
            {
                command.Hidden = true;
                yield return command;
            }
        }
    }
}
