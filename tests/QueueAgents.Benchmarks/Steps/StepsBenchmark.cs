using System.Globalization;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.Benchmarks.Measuring;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Steps;

/// <summary>The workload of the README's table: ours, then each baseline, for every number in flight, round by round.</summary>
internal static class StepsBenchmark
{
    public static async Task<int> RunAsync(StepsOptions options, CancellationToken ct)
    {
        await using var nodes = await Nodes.StartAsync();
        await using var ours = await OurFleet.StartAsync(nodes, options.Servers, options.QueueType, ct);
        await using var frozen = options.Baselines == Baselines.None ? null : await FrozenFleet.StartAsync(nodes.Broker.Uri, ct);
        await using var meter = new Meter(nodes);
        List<(string Name, Fleet Fleet)> systems = [("ours", ours)];
        if (frozen is not null) systems.Add(("N₀", frozen));
        foreach (var (_, fleet) in systems) await Lanes.RunAsync(fleet.Load, inFlight: 20, TimeSpan.FromSeconds(5), ct); // JIT, pools, plans

        List<(int InFlight, string System, Sample Sample)> samples = [];
        for (var round = 0; round < options.Repeat; round++)
        {
            foreach (var inFlight in options.InFlight)
            {
                foreach (var (name, fleet) in systems)
                {
                    var sample = await meter.MeasureAsync(fleet, inFlight, options.Duration, ct);
                    samples.Add((inFlight, name, sample));
                    AnsiConsole.MarkupLineInterpolated($"[grey]round {round + 1}, {inFlight} in flight, {name}: {sample.StepsPerSecond:N0} steps/s[/]");
                }
            }
        }

        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 220;
        AnsiConsole.Write(Report(options, samples));
        var lost = await ours.LostAsync();
        if (lost == 0) return 0;
        AnsiConsole.MarkupLineInterpolated($"[red]{lost} runs did not complete: these numbers are worth nothing.[/]");
        return 1;
    }

    private static Table Report(StepsOptions options, List<(int InFlight, string System, Sample Sample)> samples)
    {
        var table = new Table().Title($"{options.Servers} server(s), 1 worker, {options.QueueType} queues, median of {options.Repeat} (range)");
        table.AddColumns("in flight", "", "steps/s", "of N₀", "run p50", "run p99", "commits/step", "WAL syncs", "WAL bytes", "CPU ms/step", "server", "worker", "broker", "database", "generator");
        foreach (var group in samples.GroupBy(s => (s.InFlight, s.System), s => s.Sample))
        {
            double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
            string Median(Func<Sample, double> of, string format) => Middle(group.Select(of)).ToString(format, CultureInfo.InvariantCulture);
            var baseline = samples.Where(s => s.InFlight == group.Key.InFlight && s.System == "N₀").Select(s => s.Sample.StepsPerSecond).ToList();
            table.AddRow(
                group.Key.InFlight.ToString(CultureInfo.InvariantCulture),
                group.Key.System,
                $"{Median(s => s.StepsPerSecond, "N0")} ({group.Min(s => s.StepsPerSecond):N0}–{group.Max(s => s.StepsPerSecond):N0})",
                baseline.Count == 0 ? "" : (Middle(group.Select(s => s.StepsPerSecond)) / Middle(baseline)).ToString("N2", CultureInfo.InvariantCulture),
                Median(s => s.P50, "N1") + " ms", Median(s => s.P99, "N1") + " ms",
                Median(s => s.Commits, "N3"), Median(s => s.WalSyncs, "N3"), Median(s => s.WalBytes, "N0"),
                Median(s => s.Cpu, "N3"), Median(s => s.ServerCpu, "N3"), Median(s => s.WorkerCpu, "N3"), Median(s => s.BrokerCpu, "N3"), Median(s => s.DatabaseCpu, "N3"), Median(s => s.GeneratorCpu, "N3"));
        }

        return table;
    }
}
