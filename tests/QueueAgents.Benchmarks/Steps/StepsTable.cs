using System.Globalization;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Steps;

/// <summary>All samples of a run, put together.</summary>
internal sealed class StepsTable
{
    private static readonly (string Name, Func<Cost, double?> Of)[] Kinds =
    [
        (nameof(Cost.CpuMs), cost => cost.CpuMs),
        (nameof(Cost.ServerCpuMs), cost => cost.ServerCpuMs),
        (nameof(Cost.WorkerCpuMs), cost => cost.WorkerCpuMs),
        (nameof(Cost.BrokerCpuMs), cost => cost.BrokerCpuMs),
        (nameof(Cost.DatabaseCpuMs), cost => cost.DatabaseCpuMs),
        (nameof(Cost.GeneratorCpuMs), cost => cost.GeneratorCpuMs),
        (nameof(Cost.Commits), cost => cost.Commits),
        (nameof(Cost.Flushes), cost => cost.Flushes),
        (nameof(Cost.LogBytes), cost => cost.LogBytes),
        (nameof(Cost.BrokerBytes), cost => cost.BrokerBytes),
        (nameof(Cost.ServerAllocatedBytes), cost => cost.ServerAllocatedBytes),
        (nameof(Cost.WorkerAllocatedBytes), cost => cost.WorkerAllocatedBytes),
    ];

    public StepsTable(IReadOnlyList<Sample> samples, string ours, string? baseline)
    {
        (Ours, Baseline) = (ours, baseline);
        Rows = [.. samples.GroupBy(s => (s.InFlight, s.Contender)).OrderBy(g => g.Key.InFlight).ThenBy(g => g.Key.Contender != ours).Select(g => RowOf([.. g], BaselineOf(g.Key.InFlight)))];

        IReadOnlyList<Sample> BaselineOf(int inFlight) => [.. samples.Where(s => s.Contender == baseline && s.InFlight == inFlight)];
    }

    public string Ours { get; }

    public string? Baseline { get; }

    public IReadOnlyList<StepsRow> Rows { get; }

    public Table Speed(StepsOptions options)
    {
        var table = new Table().Title($"{options.Servers} server(s), 1 worker, {options.Setup.QueueType} queues; median of {options.Setup.Repeat} (range)");
        table.AddColumns("in flight", "", "per second", $"of {Baseline ?? "a baseline"}", "runs/s", "step p50", "step p99");
        foreach (var row in Rows)
        {
            table.AddRow(
                row.InFlight.ToString(CultureInfo.InvariantCulture), row.Contender, Cells.Range(row.StepsPerSecond, "N0"), Cells.Number(row.OfBaseline, "N2"),
                IsFleet(row) ? Cells.Median(row.PiecesPerSecond, "N0") : "", Cells.Milliseconds(row.StepP50Ms.Median), Cells.Milliseconds(row.StepP99Ms.Median));
        }

        return table;
    }

    public Table Costs()
    {
        var table = new Table().Title("what a step costs");
        table.AddColumns(
            "in flight", "", "CPU ms", $"of {Baseline ?? "a baseline"}", "server", "worker", "broker", "database", "(generator)",
            "commits", "flushes", "log", "broker", "server allocates", "worker allocates");
        foreach (var row in Rows.Where(IsFleet))
        {
            string Number(string name, string format) => Cells.Median(row.Cost(name), format);
            string Bytes(string name) => Cells.Bytes(row.Cost(name)?.Median);
            table.AddRow(
                row.InFlight.ToString(CultureInfo.InvariantCulture), row.Contender,
                Number(nameof(Cost.CpuMs), "N3"), Cells.Number(row.CpuOfBaseline, "N2"),
                Number(nameof(Cost.ServerCpuMs), "N3"), Number(nameof(Cost.WorkerCpuMs), "N3"), Number(nameof(Cost.BrokerCpuMs), "N3"), Number(nameof(Cost.DatabaseCpuMs), "N3"),
                Number(nameof(Cost.GeneratorCpuMs), "N3"), Number(nameof(Cost.Commits), "N3"), Number(nameof(Cost.Flushes), "N3"),
                Bytes(nameof(Cost.LogBytes)), Bytes(nameof(Cost.BrokerBytes)), Bytes(nameof(Cost.ServerAllocatedBytes)), Bytes(nameof(Cost.WorkerAllocatedBytes)));
        }

        return table;
    }

    private static bool IsFleet(StepsRow row) => row.Cost(nameof(Cost.ServerCpuMs)) is not null;

    private static StepsRow RowOf(IReadOnlyList<Sample> samples, IReadOnlyList<Sample> baseline)
    {
        double? Ratio(Func<Sample, double> of) => baseline.Count == samples.Count ? Spread.MedianOf(samples.Zip(baseline, (ours, theirs) => of(ours) / of(theirs))) : null;
        Spread Over(Func<Sample, double> of) => Spread.Of(samples.Select(s => (double?)of(s)))!;
        return new()
        {
            Contender = samples[0].Contender,
            InFlight = samples[0].InFlight,
            StepsPerSecond = Over(s => s.StepsPerSecond),
            PiecesPerSecond = Over(s => s.PiecesPerSecond),
            StepP50Ms = Over(s => s.StepP50Ms),
            StepP99Ms = Over(s => s.StepP99Ms),
            OfBaseline = Ratio(s => s.StepsPerSecond),
            CpuOfBaseline = Ratio(s => s.PerStep.CpuMs),
            PerStep = Kinds.Select(c => (c.Name, Spread: Spread.Of(samples.Select(s => c.Of(s.PerStep))))).Where(c => c.Spread is not null).ToDictionary(c => c.Name, c => c.Spread!),
            Samples = samples,
        };
    }
}
