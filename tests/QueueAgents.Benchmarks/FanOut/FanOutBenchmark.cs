using System.Diagnostics;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Arguments;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using QueueAgents.Contracts;
using Spectre.Console;

namespace QueueAgents.Benchmarks.FanOut;

internal static class FanOutBenchmark
{
    private const double StepTarget = 1.5;
    private const double OthersTarget = 3;

    public static async Task<int> RunAsync(Setup setup, int items, int others, CancellationToken ct)
    {
        await using var nodes = await Nodes.StartAsync(setup);
        await using var fleet = await OurFleet.StartAsync(nodes, setup, ct, agents: Wide.Name);
        await new Meter(nodes.Broker).WarmUpAsync(fleet, ct);
        await fleet.RunAsync(Wide.Name, Json.Of(items / 10), ct);

        List<FanOutRound> rounds = [];
        for (var round = 1; round <= setup.Repeat; round++)
        {
            Progress.Say($"round {round} of {setup.Repeat}");
            rounds.Add(await RoundAsync(fleet, setup.Duration, items, others, ct));
        }

        return await new Report
        {
            Verb = "fanout",
            Machine = await Machine.OfAsync(nodes, fleet),
            Options = new { Items = items, InFlight = others, Seconds = setup.Duration.TotalSeconds, setup.Repeat, setup.QueueType },
            Results = rounds,
            Tables = [TableOf(rounds, items, others)],
            Verdicts =
            [
                Verdict.AtMost($"a parallel step, alone, takes of a step of {others} sequential runs", Median(rounds, r => r.AloneStepMs / r.SequentialStepMs), StepTarget),
                Verdict.AtMost("a step, of all while the fan-out and the others go on, takes of that", Median(rounds, r => r.TogetherStepMs / r.SequentialStepMs), StepTarget),
                Verdict.AtMost("p99 of the other runs meanwhile, of what it is without", Median(rounds, r => r.OthersP99Ms / r.SequentialP99Ms), OthersTarget),
            ],
            Findings = await Inspection.OfAsync(fleet.Database, fleet.Submitted),
        }.WriteAsync(setup.Json, ct);
    }

    private static async Task<FanOutRound> RoundAsync(OurFleet fleet, TimeSpan duration, int items, int others, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var sequential = await Lanes.RunAsync(fleet.Load, others, duration, ct);
        var sequentialStep = clock.Elapsed.TotalMilliseconds / (sequential.Count * fleet.Load.StepsPerPiece);
        Progress.Say($"{others} sequential runs in flight: {1_000 / sequentialStep:N0} steps/s");

        clock.Restart();
        await WideAsync(fleet, items, ct);
        var aloneStep = clock.Elapsed.TotalMilliseconds / items;
        Progress.Say($"{items:N0} parallel steps, alone: {1_000 / aloneStep:N0} steps/s");

        clock.Restart();
        var wide = WideAsync(fleet, items, ct);
        var meanwhile = await Lanes.WhileAsync(fleet.Load, others, () => !wide.IsCompleted, ct);
        await wide;
        var togetherStep = clock.Elapsed.TotalMilliseconds / (items + (meanwhile.Count * fleet.Load.StepsPerPiece));
        Progress.Say($"both at once: {1_000 / togetherStep:N0} steps/s");
        return new(sequentialStep, Percentile.Of(sequential, 0.99), aloneStep, togetherStep, Percentile.Of(meanwhile, 0.99), meanwhile.Count);
    }

    private static async Task WideAsync(OurFleet fleet, int items, CancellationToken ct)
    {
        var completed = await fleet.RunAsync(Wide.Name, Json.Of(items), ct);
        if (completed.Result.As<int>() != items) throw new InvalidOperationException($"A fan-out of {items} came to {completed.Result}.");
    }

    private static Table TableOf(List<FanOutRound> rounds, int items, int others)
    {
        var table = new Table().Title($"median of {rounds.Count} (range)");
        table.AddColumns("", "steps/s", "p99 of the sequential runs");
        table.AddRow($"{others} sequential runs in flight", Rate(r => r.SequentialStepMs), Cells.Milliseconds(Median(rounds, r => r.SequentialP99Ms)));
        table.AddRow($"one run of {items:N0} parallel steps", Rate(r => r.AloneStepMs), "");
        table.AddRow("both at once", Rate(r => r.TogetherStepMs), Cells.Milliseconds(Median(rounds, r => r.OthersP99Ms)));
        return table;

        string Rate(Func<FanOutRound, double> step) => Cells.Range(Spread.Of(rounds.Select(round => (double?)(1_000 / step(round)))), "N0");
    }

    private static double Median(List<FanOutRound> rounds, Func<FanOutRound, double> of) => Spread.MedianOf(rounds.Select(of));
}
