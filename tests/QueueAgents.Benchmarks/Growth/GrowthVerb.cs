using System.CommandLine;
using QueueAgents.Benchmarks.Arguments;

namespace QueueAgents.Benchmarks.Growth;

/// <summary><c>growth</c></summary>
internal static class GrowthVerb
{
    public static Command Create()
    {
        var shared = new SharedOptions(seconds: 5);
        var steps = new Option<int>("--steps") { Description = "Steps of the run.", DefaultValueFactory = _ => 10_000 };
        steps.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1_000 or > 1_000_000) result.AddError("--steps is 1000 to 1000000.");
        });
        var items = new Option<int>("--items") { Description = "Items of the long transcript.", DefaultValueFactory = _ => 2_000 };
        items.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 2 * TalkRound.ShortItems or > 20_000 || result.GetValueOrDefault<int>() % TalkRound.ShortItems != 0)
                result.AddError($"--items is {2 * TalkRound.ShortItems} to 20000, in whole {TalkRound.ShortItems}s.");
        });
        var verb = new Command(
            "growth",
            """
            Whether a long run gets slower: one run of 10,000 steps, alone; what a step takes at its end against what one takes at its beginning. And whether
            a long transcript gets dearer: the bytes an item of one of 2,000 writes and sends against those of one of 200.
            """)
        {
            steps, items,
        };
        shared.AddTo(verb);
        verb.SetAction((parsed, ct) => GrowthBenchmark.RunAsync(shared.Of(parsed), parsed.GetValue(steps), parsed.GetValue(items), ct));
        return verb;
    }
}
