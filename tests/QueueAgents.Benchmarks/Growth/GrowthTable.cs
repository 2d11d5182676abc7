using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Growth;

internal static class GrowthTable
{
    public static Table Of(IReadOnlyList<GrowthRun> runs, int steps)
    {
        var table = new Table().Title($"one run of {steps:N0} steps; median of {runs.Count} (range)");
        table.AddColumns("", "a step takes");
        table.AddRow("from step 10 on", Milliseconds(run => run.FirstMs));
        for (var tenth = 0; tenth < runs[0].TenthsMs.Count; tenth++)
        {
            var at = tenth;
            table.AddRow($"to step {steps / runs[0].TenthsMs.Count * (tenth + 1):N0}", Milliseconds(run => run.TenthsMs[at]));
        }

        table.AddRow("the last ones", Milliseconds(run => run.LastMs));
        if (Spread.Of(runs.Select(run => run.LogBytesPerStep)) is { } bytes) table.AddRow("log per step", Cells.Bytes(bytes.Median));
        return table;

        string Milliseconds(Func<GrowthRun, double> of) => $"{Cells.Range(Spread.Of(runs.Select(run => (double?)of(run))), "N2")} ms";
    }
}
