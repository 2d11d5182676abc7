using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;

namespace QueueAgents.Benchmarks.Growth;

/// <summary>However long a transcript is, its items cost the same. Bytes that cannot be counted have no target.</summary>
internal static class TalkTargets
{
    private const double Target = 1.2;

    private static readonly (string Does, Func<TalkRun, double?> Bytes)[] Kinds =
    [
        ("adds to the database's log", run => run.LogBytes),
        ("sends over the broker", run => run.BrokerBytes),
    ];

    public static IReadOnlyList<Verdict> Of(IReadOnlyList<TalkRound> rounds)
    {
        List<Verdict> verdicts = [];
        foreach (var (does, bytes) in Kinds)
        {
            if (Spread.Of(rounds.Select(round => bytes(round.Long) / bytes(round.Short))) is not { } ratio) continue;
            verdicts.Add(Verdict.AtMost($"an item of a transcript of {rounds[0].Long.Items:N0} {does}, of what one of {rounds[0].Short.Items:N0} does", ratio.Median, Target));
        }

        return verdicts;
    }
}
