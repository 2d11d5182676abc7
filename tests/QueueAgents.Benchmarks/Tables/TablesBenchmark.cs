using System.Globalization;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Tables;

internal static class TablesBenchmark
{
    private const int Pages = 100;
    private const double RateTarget = 0.9;
    private const double PageTarget = 3;

    public static async Task<int> RunAsync(TablesOptions options, CancellationToken ct)
    {
        await using var nodes = await Nodes.StartAsync(options.Setup);
        await using var full = await OurFleet.StartAsync(nodes, options.Setup, ct, "full", ownHost: true);
        await Filling.RunAsync(full.Database, options.Finished, options.Waiting, ct);
        await using var empty = await OurFleet.StartAsync(nodes, options.Setup, ct, "empty", ownHost: true);
        var meter = new Meter(nodes.Broker);
        foreach (var fleet in new[] { empty, full }) await meter.WarmUpAsync(fleet, ct);

        var pages = await PagesAsync(empty, full, ct);
        List<(int InFlight, Sample Empty, Sample Full)> rates = [];
        for (var round = 1; round <= options.Setup.Repeat; round++)
        {
            foreach (var inFlight in options.InFlight)
            {
                var without = await meter.MeasureAsync(empty, inFlight, options.Setup.Duration, ct);
                var with = await meter.MeasureAsync(full, inFlight, options.Setup.Duration, ct);
                rates.Add((inFlight, without, with));
            }
        }

        var plans = await Plans.OfAsync(full.Database, ct);
        Progress.Say("checking that nothing was lost");
        return await new Report
        {
            Verb = "tables",
            Machine = await Machine.OfAsync(nodes, full),
            Options = new { options.Finished, options.Waiting, options.InFlight, Seconds = options.Setup.Duration.TotalSeconds, options.Setup.Repeat, options.Setup.QueueType },
            Results = new { Rates = rates.Select(r => new { r.InFlight, r.Empty, r.Full }), Pages = pages },
            Tables = [RatesTable(rates), PagesTable(pages)],
            Verdicts =
            [
                .. rates.GroupBy(r => r.InFlight).Select(g => Verdict.AtLeast($"steps/s of the empty database's with {g.Key} in flight", Ratio(g), RateTarget)),
                Verdict.AtMost("p95 of list pages, of the empty database's", pages[^1].FullP95Ms / pages[^1].EmptyP95Ms, PageTarget),
                .. plans,
            ],
            Notes = ["The empty database holds what is measured itself, so that its pages are full pages too."],
            Findings = [.. await Inspection.OfAsync(empty.Database, empty.Submitted), .. await Inspection.OfAsync(full.Database, full.Submitted, alone: false)],
        }.WriteAsync(options.Setup.Json, ct);
    }

    private static async Task<IReadOnlyList<PageRow>> PagesAsync(OurFleet empty, OurFleet full, CancellationToken ct)
    {
        Progress.Say("pages of the list");
        using var without = new ListPages(empty.Http);
        using var with = new ListPages(full.Http);
        for (var turn = -Pages / 5; turn < Pages; turn++)
        {
            if (turn == 0)
            {
                without.Forget();
                with.Forget();
            }

            await without.TurnAsync(ct);
            await with.TurnAsync(ct);
        }

        return [.. without.Rows().Zip(with.Rows(), (e, f) => new PageRow(e.Kind, e.P50Ms, e.P95Ms, f.P50Ms, f.P95Ms))];
    }

    private static double Ratio(IEnumerable<(int InFlight, Sample Empty, Sample Full)> rounds) => Spread.MedianOf(rounds.Select(r => r.Full.StepsPerSecond / r.Empty.StepsPerSecond));

    private static Table RatesTable(List<(int InFlight, Sample Empty, Sample Full)> rates)
    {
        var table = new Table().Title("steps/s; median (range)");
        table.AddColumns("in flight", "empty", "full", "ratio");
        foreach (var group in rates.GroupBy(r => r.InFlight))
        {
            string Range(Func<Sample, double> of, Func<(int InFlight, Sample Empty, Sample Full), Sample> which) => Cells.Range(Spread.Of(group.Select(r => (double?)of(which(r)))), "N0");
            table.AddRow(
                group.Key.ToString(CultureInfo.InvariantCulture), Range(s => s.StepsPerSecond, r => r.Empty), Range(s => s.StepsPerSecond, r => r.Full), Cells.Number(Ratio(group), "N2"));
        }

        return table;
    }

    private static Table PagesTable(IReadOnlyList<PageRow> pages)
    {
        var table = new Table().Title("pages of the list over HTTP");
        table.AddColumns("", "empty p50", "p95", "full p50", "p95");
        foreach (var page in pages)
            table.AddRow(page.Kind, Cells.Milliseconds(page.EmptyP50Ms), Cells.Milliseconds(page.EmptyP95Ms), Cells.Milliseconds(page.FullP50Ms), Cells.Milliseconds(page.FullP95Ms));
        return table;
    }

    private sealed record PageRow(string Kind, double EmptyP50Ms, double EmptyP95Ms, double FullP50Ms, double FullP95Ms);
}
