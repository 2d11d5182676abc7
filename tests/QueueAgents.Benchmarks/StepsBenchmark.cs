using QueueAgents.TestNodes;
using Spectre.Console;

namespace QueueAgents.Benchmarks;

internal sealed record StepsOptions(int[] InFlight, TimeSpan Duration, int Repeat, int Servers, string QueueType);

/// <summary>The workload of the README's table.</summary>
internal static class StepsBenchmark
{
    public static async Task<int> RunAsync(StepsOptions options, CancellationToken ct)
    {
        await using var fleet = await BenchmarkFleet.StartAsync(options, ct);
        await fleet.Load.RunAsync(inFlight: 20, TimeSpan.FromSeconds(5), ct); // warm-up: JIT, pools, plans

        List<(int InFlight, Sample Sample)> samples = [];
        for (var round = 0; round < options.Repeat; round++)
        {
            foreach (var inFlight in options.InFlight)
            {
                var sample = await fleet.MeasureAsync(inFlight, options.Duration, ct);
                samples.Add((inFlight, sample));
                AnsiConsole.MarkupLineInterpolated($"[grey]round {round + 1}, {inFlight} in flight: {sample.StepsPerSecond:N0} steps/s[/]");
            }
        }

        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(Report(options, samples));
        var lost = await fleet.LostAsync();
        if (lost == 0) return 0;
        AnsiConsole.MarkupLineInterpolated($"[red]{lost} runs did not complete: these numbers are worth nothing.[/]");
        return 1;
    }

    private static Table Report(StepsOptions options, List<(int InFlight, Sample Sample)> samples)
    {
        var table = new Table().Title($"{options.Servers} server(s), 1 worker, {options.QueueType} queues, median of {options.Repeat} (range)");
        table.AddColumns("in flight", "steps/s", "run p50", "run p99", "commits/step", "WAL syncs/step", "WAL bytes/step", "CPU ms/step: server", "worker", "broker", "database");
        foreach (var group in samples.GroupBy(s => s.InFlight, s => s.Sample))
        {
            string Median(Func<Sample, double> of, string format) => group.Select(of).Order().ElementAt(group.Count() / 2).ToString(format, System.Globalization.CultureInfo.InvariantCulture);
            table.AddRow(
                group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture),
                $"{Median(s => s.StepsPerSecond, "N0")} ({group.Min(s => s.StepsPerSecond):N0}–{group.Max(s => s.StepsPerSecond):N0})",
                Median(s => s.P50, "N1") + " ms", Median(s => s.P99, "N1") + " ms",
                Median(s => s.Commits, "N2"), Median(s => s.WalSyncs, "N2"), Median(s => s.WalBytes, "N0"),
                Median(s => s.ServerCpu, "N2"), Median(s => s.WorkerCpu, "N2"), Median(s => s.BrokerCpu, "N2"), Median(s => s.DatabaseCpu, "N2"));
        }

        return table;
    }
}
