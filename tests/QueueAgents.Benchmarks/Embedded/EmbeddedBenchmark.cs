using System.Diagnostics;
using System.Globalization;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using QueueAgents.TestNodes;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Embedded;

internal static class EmbeddedBenchmark
{
    /// <summary>Fewer wait for flushes of their own, as a SaveChanges does: there is nothing to share.</summary>
    private const int Shared = 50;
    private const double StepTarget = 4;
    private const double StartTarget = 5;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(EmbeddedOptions options, CancellationToken ct)
    {
        using var folder = new TempFolder("embedded");
        List<EmbeddedRound> rounds = [];
        IReadOnlyList<string> findings;
        await using (var ours = await EmbeddedContender.StartAsync(folder.File("ours.db"), ct))
        {
            await using var baseline = await SaveChanges.StartAsync(folder.File("baseline.db"), ct);
            Progress.Say("warming up");
            foreach (var load in new[] { ours.Load, baseline.Load }) await Lanes.RunAsync(load, 20, WarmUp, ct);
            for (var round = 1; round <= options.Repeat; round++)
            {
                foreach (var inFlight in options.InFlight)
                {
                    var found = new EmbeddedRound(inFlight, await RateAsync(ours.Load, inFlight, options.Duration, ct), await RateAsync(baseline.Load, inFlight, options.Duration, ct));
                    Progress.Say($"round {round} of {options.Repeat}, {inFlight} in flight: {found.StepsPerSecond:N0} steps/s, by SaveChanges {found.BaselineStepsPerSecond:N0}");
                    rounds.Add(found);
                }
            }

            findings = await StoreInspection.OfAsync(folder.File("ours.db"), ours.Submitted, ct);
        }

        var starts = await Starts.MeasureAsync(options.Starts, options.AsBuilt, folder, ct);
        return await new Report
        {
            Verb = "embedded",
            Machine = Machine.Here with { Database = "SQLite, synchronous=FULL" },
            Options = new { options.InFlight, Seconds = options.Duration.TotalSeconds, options.Repeat, options.Starts },
            Results = new { Rates = rounds, starts.Rows },
            Tables = [RatesTable(rounds), .. starts.Rows.Count > 0 ? [starts.Table()] : Array.Empty<Table>()],
            Verdicts =
            [
                .. rounds.Where(r => r.InFlight >= Shared).GroupBy(r => r.InFlight).Select(g => Verdict.AtLeast($"steps/s of SaveChanges per step's with {g.Key} in flight", Spread.MedianOf(g.Select(r => r.Ratio)), StepTarget)),
                .. starts.Ratios().Select(r => Verdict.AtMost($"start to result of a run of one step, {r.What}, of a hello-world host's start", r.Ratio, StartTarget)),
            ],
            Notes = [.. starts.Notes, "With one run in flight each step waits for a flush of its own, as a SaveChanges does: there is no target for it."],
            Findings = findings,
        }.WriteAsync(options.Json, ct);
    }

    private static async Task<double> RateAsync(ILoad load, int inFlight, TimeSpan duration, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var took = await Lanes.RunAsync(load, inFlight, duration, ct);
        return took.Count * load.StepsPerPiece / clock.Elapsed.TotalSeconds;
    }

    private static Table RatesTable(List<EmbeddedRound> rounds)
    {
        var table = new Table().Title("steps/s in one process; median (range)");
        table.AddColumns("in flight", "embedded fleet", "SaveChanges per step", "ratio");
        foreach (var group in rounds.GroupBy(r => r.InFlight))
        {
            string Range(Func<EmbeddedRound, double> of, string format) => Cells.Range(Spread.Of(group.Select(r => (double?)of(r))), format);
            table.AddRow(group.Key.ToString(CultureInfo.InvariantCulture), Range(r => r.StepsPerSecond, "N0"), Range(r => r.BaselineStepsPerSecond, "N0"), Range(r => r.Ratio, "N2"));
        }

        return table;
    }

    private sealed record EmbeddedRound(int InFlight, double StepsPerSecond, double BaselineStepsPerSecond)
    {
        public double Ratio => StepsPerSecond / BaselineStepsPerSecond;
    }
}
