using System.Globalization;

namespace QueueAgents.Benchmarks.Reporting;

/// <summary>One target, and what was measured.</summary>
/// <param name="Goal">What we would like to reach beyond the target.</param>
internal sealed record Verdict(string Target, double? Measured, double? Limit, bool Met, double? Goal = null)
{
    public static Verdict AtLeast(string what, double measured, double limit, double? goal = null) => new($"{what} ≥ {Text(limit)}", measured, limit, measured >= limit, goal);

    public static Verdict AtMost(string what, double measured, double limit) => new($"{what} ≤ {Text(limit)}", measured, limit, measured <= limit);

    /// <summary>Of what is no number.</summary>
    public static Verdict That(string what, bool holds) => new(what, null, null, holds);

    public override string ToString()
        => $"{(Met ? "met    " : "not met")}  {Target}{(Measured is { } measured ? $": {Text(measured)}" : "")}{(Goal is { } goal ? $" (goal {Text(goal)})" : "")}";

    private static string Text(double number) => number.ToString(Math.Abs(number) >= 100 ? "N0" : "0.###", CultureInfo.InvariantCulture);
}
