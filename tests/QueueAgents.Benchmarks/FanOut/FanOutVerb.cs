using System.CommandLine;
using QueueAgents.Benchmarks.Arguments;

namespace QueueAgents.Benchmarks.FanOut;

/// <summary><c>fanout</c></summary>
internal static class FanOutVerb
{
    public static Command Create()
    {
        var shared = new SharedOptions();
        var items = new Option<int>("--items") { Description = "Parallel steps of the one run; a server's limit is 10,000 by default.", DefaultValueFactory = _ => 10_000 };
        items.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 100 or > 10_000) result.AddError("--items is 100 to 10000.");
        });
        var others = new Option<int>("--in-flight") { Description = "Other runs that go on meanwhile.", DefaultValueFactory = _ => 50 };
        var verb = new Command("fanout", "Whether one run of 10,000 parallel steps is as cheap by the step as sequential runs are, and what other runs feel of it.") { items, others };
        shared.AddTo(verb);
        verb.SetAction((parsed, ct) => FanOutBenchmark.RunAsync(shared.Of(parsed), parsed.GetValue(items), parsed.GetValue(others), ct));
        return verb;
    }
}
