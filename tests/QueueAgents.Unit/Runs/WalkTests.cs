using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using Xunit;

namespace QueueAgents.Unit.Runs;

/// <summary>Random lives of a run: whatever comes in whatever order, alone or folded, each cell keeps to its targets and the run stays sound.</summary>
public sealed class WalkTests
{
    private const int Walks = 2_000;
    private static readonly MatrixText Matrix = MatrixText.Read();

    [Fact]
    public void R10_every_cell_leads_only_where_it_says_and_everywhere_it_says()
    {
        var walked = new HashSet<(string Event, RunState From, RunState To)>();
        for (var seed = 0; seed < Walks; seed++)
        {
            try
            {
                Walk(new Random(seed), walked);
            }
            catch (Exception thrown)
            {
                throw new InvalidOperationException($"Walk {seed}: {thrown.Message}", thrown);
            }
        }

        var declared = Matrix.Rows.SelectMany(row => RunTable.Columns.SelectMany(from => Matrix.Cell(row.Key, from).Targets.Select(to => (row.Key, from, to)))).ToHashSet();
        Assert.Empty(walked.Except(declared));
        // Queued and Waiting runs are parked only by a rule that throws, and none does here.
        Assert.Equal([(nameof(RetryRun), RunState.Parked, RunState.Queued), (nameof(RetryRun), RunState.Parked, RunState.Waiting)], declared.Except(walked).Order());
    }

    private static void Walk(Random random, HashSet<(string Event, RunState From, RunState To)> walked)
    {
        var bench = new Bench
        {
            Served = random.Next(5) == 0 ? null : 1,
            Limits = new Limits { MaxParallel = 2, KeptSignals = 3, MaxLost = 2, Depth = 1, FanOut = 6 },
        };
        var walker = new Walker(bench, random);
        for (var i = 0; i < 50; i++)
        {
            bench.Now += TimeSpan.FromSeconds(random.Next(4));
            var known = bench.Transitions.Count;
            bench.Together([.. Enumerable.Range(0, random.Next(4) == 0 ? 3 : 1).Select(_ => walker.Next())]);
            Assert.All(bench.Transitions.Skip(known), t => walked.Add((t.Event, t.From, t.To)));
            Assert.True(bench.Transitions.Count == 0 || bench.Run.Error?.Type != "decision-threw", bench.Transitions.Count == 0 ? null : bench.Run.Error?.Message);
        }
    }
}
