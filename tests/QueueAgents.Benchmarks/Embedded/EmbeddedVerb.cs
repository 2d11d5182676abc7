using System.CommandLine;
using QueueAgents.Benchmarks.Arguments;

namespace QueueAgents.Benchmarks.Embedded;

/// <summary><c>embedded</c></summary>
internal static class EmbeddedVerb
{
    public static Command Create()
    {
        var json = new JsonOption();
        var seconds = new Option<int>("--seconds") { Description = "How long one measurement takes.", DefaultValueFactory = _ => 10 };
        var repeat = new Option<int>("--repeat") { Description = "How often each is taken; shown is the median, with the range.", DefaultValueFactory = _ => 3 };
        var inFlight = new Option<int[]>("--in-flight") { Description = "How many runs at a time.", DefaultValueFactory = _ => [1, 50], AllowMultipleArgumentsPerToken = true };
        var starts = new Option<int>("--starts") { Description = "How often each program is started; 0 leaves them out.", DefaultValueFactory = _ => 10 };
        var asBuilt = new Option<bool>("--as-built") { Description = "Start the programs as they were built: publish nothing." };
        var verb = new Command(
            "embedded",
            """
            A fleet in one process on a SQLite file with synchronous=FULL. Its steps per second against one SaveChanges of Entity Framework per step on the
            same kind of file, in turns; and the time from the start of a program to the result of a run of one step, against that of a hello-world generic
            host, both as whole processes, published with ReadyToRun.
            """)
        {
            inFlight, seconds, repeat, starts, asBuilt, json.Option,
        };
        verb.SetAction((parsed, ct) => EmbeddedBenchmark.RunAsync(
            new EmbeddedOptions(
                [.. parsed.GetValue(inFlight)!.Distinct()], TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(repeat), parsed.GetValue(starts),
                parsed.GetValue(asBuilt), json.Of(parsed)),
            ct));
        return verb;
    }
}

internal sealed record EmbeddedOptions(int[] InFlight, TimeSpan Duration, int Repeat, int Starts, bool AsBuilt, string? Json);
