using System.Diagnostics;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Arguments;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Latency;

internal static class LatencyBenchmark
{
    private static readonly double[] Shares = [0.5, 0.95, 0.99];

    public static async Task<int> RunAsync(Setup setup, CancellationToken ct)
    {
        await using var nodes = await Nodes.StartAsync(setup);
        await using var fleet = await OurFleet.StartAsync(nodes, setup, ct, agents: Stamp.Name);
        using var http = new HttpWay(fleet.Http);
        Way[] ways = [new BusWay(fleet), http];
        await new Meter(nodes.Broker).WarmUpAsync(fleet, ct);
        foreach (var way in ways) await LapsAsync(way, setup.Duration, ct);

        Dictionary<string, List<Lap>> laps = ways.ToDictionary(way => way.Name, _ => new List<Lap>());
        for (var round = 1; round <= setup.Repeat; round++)
        {
            foreach (var way in ways)
            {
                var found = await LapsAsync(way, setup.Duration, ct);
                Progress.Say($"round {round} of {setup.Repeat}, {way.Name}: {found.Count:N0} runs");
                laps[way.Name].AddRange(found);
            }
        }

        var rows = ways.SelectMany(way => RowsOf(way.Name, laps[way.Name])).ToList();
        return await new Report
        {
            Verb = "latency",
            Machine = await Machine.OfAsync(nodes, fleet),
            Options = new { Seconds = setup.Duration.TotalSeconds, setup.Repeat, setup.QueueType },
            Results = rows,
            Tables = [TableOf(rows)],
            Findings = await Inspection.OfAsync(fleet.Database, [.. fleet.Submitted, .. http.Submitted]),
        }.WriteAsync(setup.Json, ct);
    }

    private static async Task<List<Lap>> LapsAsync(Way way, TimeSpan duration, CancellationToken ct)
    {
        List<Lap> laps = [];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < duration;) laps.Add(await way.RunAsync(ct));
        return laps;
    }

    private static IEnumerable<LatencyRow> RowsOf(string way, List<Lap> laps)
    {
        (string Until, Func<Lap, double> Of)[] moments =
        [
            (way == "bus" ? "confirmed by the broker" : "answered after the commit", lap => lap.Accepted),
            ("the step begins", lap => lap.Begun),
            ("the result is here", lap => lap.Ended),
        ];
        foreach (var (until, of) in moments)
        {
            double[] sorted = [.. laps.Select(of).Order()];
            var at = Shares.Select(share => Percentile.Of(sorted, share)).ToArray();
            yield return new(way, until, laps.Count, at[0], at[1], at[2]);
        }
    }

    private static Table TableOf(IEnumerable<LatencyRow> rows)
    {
        var table = new Table().Title("a run of one step, one at a time: from its submission until");
        table.AddColumns("by", "", "runs", "p50", "p95", "p99");
        foreach (var row in rows) table.AddRow(row.By, row.Until, $"{row.Runs:N0}", Cells.Milliseconds(row.P50Ms), Cells.Milliseconds(row.P95Ms), Cells.Milliseconds(row.P99Ms));
        return table;
    }

    private sealed record LatencyRow(string By, string Until, int Runs, double P50Ms, double P95Ms, double P99Ms);
}
