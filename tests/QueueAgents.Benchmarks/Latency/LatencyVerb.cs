using System.CommandLine;
using QueueAgents.Benchmarks.Arguments;

namespace QueueAgents.Benchmarks.Latency;

/// <summary><c>latency</c></summary>
internal static class LatencyVerb
{
    public static Command Create()
    {
        var shared = new SharedOptions();
        var verb = new Command(
            "latency",
            """
            What one who submits a run of one step waits for, one run at a time: from the submission to the answer, to the beginning of the step in the
            worker, to the result. Once over the bus and once over HTTP, in turns.
            """);
        shared.AddTo(verb);
        verb.SetAction((parsed, ct) => LatencyBenchmark.RunAsync(shared.Of(parsed), ct));
        return verb;
    }
}
