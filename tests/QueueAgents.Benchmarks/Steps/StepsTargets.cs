using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;

namespace QueueAgents.Benchmarks.Steps;

/// <summary>What the step path has to reach, for the numbers in flight that have a target.</summary>
internal static class StepsTargets
{
    private static readonly (int InFlight, double OfBaseline, double Goal, double Commits)[] Targets = [(1, 0.70, 1.07, 1.1), (50, 1.0, 1.31, 0.2), (500, 1.0, 1.28, 0.05)];
    private const double Cpu = 1.3;

    public static IReadOnlyList<Verdict> Of(StepsTable table)
    {
        List<Verdict> verdicts = [];
        foreach (var (inFlight, least, goal, commits) in Targets)
        {
            if (table.Rows.SingleOrDefault(row => row.Contender == table.Ours && row.InFlight == inFlight) is not { } ours) continue;
            if (ours.OfBaseline is { } ratio) verdicts.Add(Verdict.AtLeast($"steps/s of {table.Baseline}'s with {inFlight} in flight", ratio, least, goal));
            // With one in flight eleven for the ten steps of a run are 1.1, and fewer there cannot be; what is noted beside, every two seconds, is in the third digit.
            if (ours.Cost(nameof(Cost.Commits)) is { } measured) verdicts.Add(Verdict.AtMost($"commits per step, to two digits, with {inFlight} in flight", Math.Round(measured.Median, 2), commits));
            if (inFlight == 500 && ours.CpuOfBaseline is { } cpu && ours.Cost(nameof(Cost.DatabaseCpuMs)) is not null)
                verdicts.Add(Verdict.AtMost($"CPU per step of {table.Baseline}'s with {inFlight} in flight", cpu, Cpu));
        }

        return verdicts;
    }
}
