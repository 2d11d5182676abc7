using System.CommandLine;
using QueueAgents.Benchmarks.Arguments;

namespace QueueAgents.Benchmarks.Timers;

/// <summary><c>timers</c></summary>
internal static class TimersVerb
{
    public static Command Create()
    {
        var shared = new SharedOptions();
        var timers = new Option<int>("--timers") { Description = "Runs that sleep until the same moment.", DefaultValueFactory = _ => 100_000 };
        timers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 100 or > 1_000_000) result.AddError("--timers is 100 to 1000000.");
        });
        var live = new Option<int>("--in-flight") { Description = "Other runs that go on meanwhile.", DefaultValueFactory = _ => 50 };
        var verb = new Command("timers", "100,000 runs that sleep until the same moment: how long it takes until all of them have gone on to their ends, and what other runs feel of it. --repeat is not used.") { timers, live };
        shared.AddTo(verb);
        verb.SetAction((parsed, ct) => TimersBenchmark.RunAsync(shared.Of(parsed), parsed.GetValue(timers), parsed.GetValue(live), ct));
        return verb;
    }
}
