using System.Diagnostics;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Arguments;
using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Timers;

internal static class TimersBenchmark
{
    private const double Target = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public static async Task<int> RunAsync(Setup setup, int timers, int live, CancellationToken ct)
    {
        await using var nodes = await Nodes.StartAsync(setup);
        await using var fleet = await OurFleet.StartAsync(nodes, setup, ct, agents: Sleeper.Name);
        await new Meter(nodes.Broker).WarmUpAsync(fleet, ct);
        Progress.Say($"{live} runs in flight, without timers");
        var baseline = await Lanes.RunAsync(fleet.Load, live, setup.Duration, ct);

        var sleepers = await Sleepers.PutToBedAsync(fleet, timers, ct);
        await Task.Delay(sleepers.Until - DateTimeOffset.UtcNow, ct);
        Progress.Say($"{timers:N0} timers are due");
        var clock = Stopwatch.StartNew();
        var meanwhile = await Lanes.WhileAsync(fleet.Load, live, () => !sleepers.All.IsCompleted && clock.Elapsed < Patience, ct);
        if (!sleepers.All.IsCompleted) throw new TimeoutException($"Not all of {timers:N0} timers have drained after {Patience.TotalMinutes:N0} minutes.");
        var drained = clock.Elapsed;

        var result = new TimersResult(timers, drained.TotalSeconds, timers / drained.TotalSeconds, Percentile.Of(baseline, 0.5), Percentile.Of(baseline, 0.99), Percentile.Of(meanwhile, 0.5), Percentile.Of(meanwhile, 0.99), meanwhile.Count);
        return await new Report
        {
            Verb = "timers",
            Machine = await Machine.OfAsync(nodes, fleet),
            Options = new { Timers = timers, InFlight = live, Seconds = setup.Duration.TotalSeconds, setup.QueueType },
            Results = result,
            Tables = [TableOf(result, live)],
            Verdicts = [Verdict.AtMost($"p99 of {live} live runs while {timers:N0} timers drain, of what it is without", result.LiveP99Ms / result.BaselineP99Ms, Target)],
            Notes = [$"All slept {sleepers.AllAsleepBefore.TotalSeconds:N0} s before their moment; drained means that each had run its last step."],
            Findings = await Inspection.OfAsync(fleet.Database, fleet.Submitted),
        }.WriteAsync(setup.Json, ct);
    }

    private static Table TableOf(TimersResult result, int live)
    {
        var table = new Table().Title($"{result.Timers:N0} timers due at once");
        table.AddColumns("drained in", "timers/s", $"p50 of {live} live runs", "p99", "p50 without", "p99 without");
        table.AddRow(
            $"{Cells.Number(result.Seconds, "N1")} s", Cells.Number(result.PerSecond, "N0"),
            Cells.Milliseconds(result.LiveP50Ms), Cells.Milliseconds(result.LiveP99Ms), Cells.Milliseconds(result.BaselineP50Ms), Cells.Milliseconds(result.BaselineP99Ms));
        return table;
    }

    private sealed record TimersResult(
        int Timers, double Seconds, double PerSecond, double BaselineP50Ms, double BaselineP99Ms, double LiveP50Ms, double LiveP99Ms, int LiveRuns);
}
