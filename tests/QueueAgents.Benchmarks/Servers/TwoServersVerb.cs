using System.CommandLine;
using QueueAgents.Benchmarks.Arguments;

namespace QueueAgents.Benchmarks.Servers;

/// <summary><c>two-servers</c></summary>
internal static class TwoServersVerb
{
    public static Command Create()
    {
        // Short and many: what the machine does in a minute falls on both then.
        var shared = new SharedOptions(seconds: 3, repeat: 30);
        var inFlight = new Option<int[]>("--in-flight") { Description = "How many runs at a time.", DefaultValueFactory = _ => [50, 500], AllowMultipleArgumentsPerToken = true };
        var verb = new Command("two-servers", "Whether two servers on one set of queues do at least what one does: two fleets on the same nodes, in turns.") { inFlight };
        shared.AddTo(verb);
        verb.SetAction((parsed, ct) => TwoServersBenchmark.RunAsync(shared.Of(parsed), [.. parsed.GetValue(inFlight)!.Distinct()], ct));
        return verb;
    }
}
