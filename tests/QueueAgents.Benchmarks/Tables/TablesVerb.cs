using System.CommandLine;
using QueueAgents.Benchmarks.Arguments;

namespace QueueAgents.Benchmarks.Tables;

/// <summary><c>tables</c></summary>
internal static class TablesVerb
{
    public static Command Create()
    {
        var shared = new SharedOptions();
        var inFlight = new Option<int[]>("--in-flight") { Description = "How many runs at a time.", DefaultValueFactory = _ => [50, 500], AllowMultipleArgumentsPerToken = true };
        var finished = Count("--finished", "Runs that have completed long ago, three steps each.", 1_000_000);
        var waiting = Count("--waiting", "Runs that sleep, or wait for a signal.", 100_000);
        var verb = new Command(
            "tables",
            """
            Whether a fleet gets slower as its tables grow: beside a database that holds only what is measured, one with 1,000,000 finished and 100,000 waiting
            runs; steps per second and pages of the list over HTTP, in turns, and the plans of the queries that look for what is due. PostgreSQL only; takes
            some GB of disk.
            """)
        {
            inFlight, finished, waiting,
        };
        shared.AddTo(verb, anyDatabase: false);
        verb.SetAction((parsed, ct) => TablesBenchmark.RunAsync(
            new TablesOptions(shared.Of(parsed), [.. parsed.GetValue(inFlight)!.Distinct()], parsed.GetValue(finished), parsed.GetValue(waiting)), ct));
        return verb;
    }

    private static Option<int> Count(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1_000 or > 100_000_000) result.AddError($"{name} is 1000 to 100000000.");
        });
        return option;
    }
}

internal sealed record TablesOptions(Setup Setup, int[] InFlight, int Finished, int Waiting);
