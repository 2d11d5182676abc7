using System.Globalization;
using QueueAgents.Benchmarks.Arguments;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Servers;

internal static class TwoServersBenchmark
{
    public static async Task<int> RunAsync(Setup setup, int[] inFlight, CancellationToken ct)
    {
        await using var nodes = await Nodes.StartAsync(setup);
        await using var one = await OurFleet.StartAsync(nodes, setup, ct, "one server", ownHost: true);
        await using var two = await OurFleet.StartAsync(nodes, setup, ct, "two servers", servers: 2, ownHost: true);
        var meter = new Meter(nodes.Broker);
        foreach (var fleet in new[] { one, two }) await meter.WarmUpAsync(fleet, ct, inFlight.Max());

        List<TwoServersRound> rounds = [];
        foreach (var number in inFlight)
        {
            for (var round = 1; round <= setup.Repeat; round++)
            {
                // In turns, so that whatever grows or tires meanwhile falls on both.
                List<Sample> samples = [];
                foreach (var fleet in round % 2 == 1 ? new[] { one, two } : [two, one]) samples.Add(await meter.MeasureAsync(fleet, number, setup.Duration, ct));
                rounds.Add(round % 2 == 1 ? new(number, samples[0], samples[1]) : new(number, samples[1], samples[0]));
            }
        }

        return await new Report
        {
            Verb = "two-servers",
            Machine = await Machine.OfAsync(nodes, one),
            Options = new { InFlight = inFlight, Seconds = setup.Duration.TotalSeconds, setup.Repeat, setup.QueueType },
            Results = rounds,
            Tables = [TableOf(rounds)],
            Verdicts = [.. rounds.GroupBy(r => r.InFlight).Select(g => Verdict.AtLeast($"steps/s of two servers, of those of one, with {g.Key} in flight", Spread.MedianOf(g.Select(r => r.Ratio)), 1))],
            Findings = [.. await Inspection.OfAsync(one.Database, one.Submitted), .. await Inspection.OfAsync(two.Database, two.Submitted)],
        }.WriteAsync(setup.Json, ct);
    }

    private static Table TableOf(List<TwoServersRound> rounds)
    {
        var table = new Table().Title("steps/s; median (range)");
        table.AddColumns("in flight", "one server", "two servers", "ratio", "CPU ms per step of one", "of two");
        foreach (var group in rounds.GroupBy(r => r.InFlight))
        {
            string Range(Func<TwoServersRound, double> of, string format) => Cells.Range(Spread.Of(group.Select(r => (double?)of(r))), format);
            table.AddRow(
                group.Key.ToString(CultureInfo.InvariantCulture), Range(r => r.One.StepsPerSecond, "N0"), Range(r => r.Two.StepsPerSecond, "N0"), Range(r => r.Ratio, "N2"),
                Range(r => r.One.PerStep.CpuMs, "N3"), Range(r => r.Two.PerStep.CpuMs, "N3"));
        }

        return table;
    }

    private sealed record TwoServersRound(int InFlight, Sample One, Sample Two)
    {
        public double Ratio => Two.StepsPerSecond / One.StepsPerSecond;
    }
}
