using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Arguments;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using QueueAgents.Contracts;

namespace QueueAgents.Benchmarks.Growth;

internal static class GrowthBenchmark
{
    private const double Target = 1.2;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    public static async Task<int> RunAsync(Setup setup, int steps, int items, CancellationToken ct)
    {
        await using var nodes = await Nodes.StartAsync(setup);
        await using var fleet = await OurFleet.StartAsync(nodes, setup, ct, agents: [ManySteps.Name, Talker.Name]);
        await new Meter(nodes.Broker).WarmUpAsync(fleet, ct);
        await fleet.RunAsync(ManySteps.Name, Json.Of(1_000), ct);
        await fleet.RunAsync(Talker.Name, Json.Of(TalkRound.ShortItems), ct);

        List<GrowthRun> runs = [];
        for (var round = 1; round <= setup.Repeat; round++)
        {
            Progress.Say($"run {round} of {setup.Repeat}: {steps:N0} steps");
            var before = await fleet.Database.WrittenAsync();
            var ended = await fleet.RunAsync(ManySteps.Name, Json.Of(steps), ct, Patience);
            var after = await fleet.Database.WrittenAsync();
            var run = GrowthRun.Of(await StepTimes.ReadAsync(fleet.Database, ended.RunId, ct), (after?.Bytes - before?.Bytes) / (double)steps);
            Progress.Say($"a step takes {run.FirstMs:N2} ms at the beginning and {run.LastMs:N2} ms at the end");
            runs.Add(run);
        }

        List<TalkRound> talks = [];
        for (var round = 1; round <= setup.Repeat; round++)
        {
            Progress.Say($"transcript {round} of {setup.Repeat}: {items:N0} items");
            talks.Add(await TalkRound.MeasureAsync(fleet, nodes.Broker, items, ct));
        }

        return await new Report
        {
            Verb = "growth",
            Machine = await Machine.OfAsync(nodes, fleet),
            Options = new { Steps = steps, Items = items, setup.Repeat, setup.QueueType },
            Results = new { Runs = runs, Transcripts = talks },
            Tables = [GrowthTable.Of(runs, steps), TalkTable.Of(talks)],
            Verdicts =
            [
                Verdict.AtMost($"step {steps:N0} takes of what step 10 takes", Spread.MedianOf(runs.Select(run => run.LastMs / run.FirstMs)), Target),
                .. TalkTargets.Of(talks),
            ],
            Findings = await Inspection.OfAsync(fleet.Database, fleet.Submitted),
        }.WriteAsync(setup.Json, ct);
    }
}
