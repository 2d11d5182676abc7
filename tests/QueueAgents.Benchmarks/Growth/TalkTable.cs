using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Growth;

internal static class TalkTable
{
    public static Table Of(IReadOnlyList<TalkRound> rounds)
    {
        var table = new Table().Title($"what an item of a transcript costs, with one worker; median of {rounds.Count} (range)");
        table.AddColumns("items", "log", "broker", "an item takes");
        foreach (var of in new Func<TalkRound, TalkRun>[] { round => round.Short, round => round.Long })
        {
            List<TalkRun> runs = [.. rounds.Select(of)];
            table.AddRow(
                $"{runs[0].Items:N0}",
                Bytes(runs.Select(run => run.LogBytes)),
                Bytes(runs.Select(run => run.BrokerBytes)),
                $"{Cells.Range(Spread.Of(runs.Select(run => (double?)run.Milliseconds)), "N2")} ms");
        }

        return table;
    }

    private static string Bytes(IEnumerable<double?> values) => Spread.Of(values) is { } spread ? $"{Cells.Range(spread, "N0")} B" : "";
}
