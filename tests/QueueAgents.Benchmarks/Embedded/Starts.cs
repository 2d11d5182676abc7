using System.Globalization;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using QueueAgents.TestNodes;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Embedded;

/// <summary>Whole processes, from their start to their result and to their end, in turns.</summary>
internal sealed record Starts(IReadOnlyList<StartRow> Rows, IReadOnlyList<string> Notes)
{
    private const string Hello = "hello-world host";

    public static async Task<Starts> MeasureAsync(int count, bool asBuilt, TempFolder folder, CancellationToken ct)
    {
        if (count == 0) return new([], []);
        var (program, note) = asBuilt ? (StartProgram.AsBuilt, "The programs were started as built, and compiled while they ran.") : await StartProgram.PublishAsync(folder, ct);
        var again = folder.File("again.db");
        List<(string What, StartTime Time)> times = [];
        for (var i = 0; i <= count; i++)
        {
            (string What, StartTime Time)[] turn =
            [
                (Hello, await program.RunAsync(ct, "hello")),
                ("on a new file", await program.RunAsync(ct, "run", folder.File($"new-{i}.db"))),
                ("on a file that is there", await program.RunAsync(ct, "run", again)),
            ];
            if (i > 0) times.AddRange(turn); // The first ones read the programs from the disk, and make the file.
        }

        Progress.Say($"started each {count} times");
        return new([.. times.GroupBy(t => t.What, t => t.Time).Select(g => new StartRow(g.Key, Over(g, t => t.ResultMs), Over(g, t => t.EndMs)))], [note]);
    }

    public IEnumerable<(string What, double Ratio)> Ratios()
        => Rows.Where(row => row.What != Hello).Select(row => (row.What, row.ResultMs.Median / Rows.Single(r => r.What == Hello).ResultMs.Median));

    public Table Table()
    {
        var table = new Table().Title("from the start of the process until; median (range)");
        table.AddColumns("", "result", "of the host's", "end");
        foreach (var row in Rows)
        {
            var ratio = Ratios().Where(r => r.What == row.What).Select(r => r.Ratio.ToString("N2", CultureInfo.InvariantCulture)).SingleOrDefault("");
            table.AddRow(row.What == Hello ? Hello : $"run of one step, {row.What}", $"{Cells.Range(row.ResultMs, "N0")} ms", ratio, $"{Cells.Range(row.EndMs, "N0")} ms");
        }

        return table;
    }

    private static Spread Over(IEnumerable<StartTime> times, Func<StartTime, double> of) => Spread.Of(times.Select(t => (double?)of(t)))!;
}

internal sealed record StartRow(string What, Spread ResultMs, Spread EndMs);

internal sealed record StartTime(double ResultMs, double EndMs);
