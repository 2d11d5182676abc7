using QueueAgents.Benchmarks.Databases;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Floors;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Benchmarks.Reporting;

namespace QueueAgents.Benchmarks.Steps;

/// <summary>The workload of the README's table: ours, then each baseline, for every number in flight, round by round.</summary>
internal static class StepsBenchmark
{
    public static async Task<int> RunAsync(StepsOptions options, CancellationToken ct)
    {
        await using var nodes = await Nodes.StartAsync(options.Setup);
        await using var ours = await OurFleet.StartAsync(nodes, options.Setup, ct, servers: options.Servers);
        await using var frozen = options.Baselines == Baselines.None ? null : await FrozenFleet.StartAsync(nodes.Broker.Uri, ct);
        await using var publish = options.Baselines == Baselines.All ? await PublishFloor.StartAsync(nodes.Broker.Uri, ct) : null;
        await using var commit = options.Baselines == Baselines.All && nodes.Cluster is not null ? await CommitFloor.StartAsync(nodes.Cluster, ct) : null;
        var meter = new Meter(nodes.Broker);
        Contender[] quiet = [.. Present(frozen, publish)]; // They write nothing, so that the database has time to settle.
        foreach (var contender in Present([ours, .. quiet, commit])) await meter.WarmUpAsync(contender, ct);

        List<Sample> samples = [];
        for (var round = 1; round <= options.Setup.Repeat; round++)
        {
            foreach (var inFlight in options.InFlight)
            {
                Progress.Say($"round {round} of {options.Setup.Repeat}, {inFlight} in flight");
                var measured = await meter.MeasureWithFlushesAsync(ours, inFlight, options.Setup.Duration, ct);
                foreach (var contender in quiet) samples.Add(await meter.MeasureAsync(contender, inFlight, options.Setup.Duration, ct));
                samples.Add(await meter.SettleAsync(measured));
                if (commit is not null) samples.Add(await meter.MeasureAsync(commit, inFlight, options.Setup.Duration, ct));
            }
        }

        Progress.Say("checking that nothing was lost");
        var table = new StepsTable(samples, ours.Name, frozen?.Name);
        return await new Report
        {
            Verb = "steps",
            Machine = await Machine.OfAsync(nodes, ours),
            Options = new { options.InFlight, Seconds = options.Setup.Duration.TotalSeconds, options.Setup.Repeat, options.Servers, options.Setup.QueueType, options.Baselines },
            Results = table.Rows,
            Tables = [table.Speed(options), table.Costs()],
            Verdicts = StepsTargets.Of(table),
            Notes = NotesOn(options, nodes),
            Findings = await Inspection.OfAsync(ours.Database, ours.Submitted),
        }.WriteAsync(options.Setup.Json, ct);
    }

    private static IEnumerable<Contender> Present(params IEnumerable<Contender?> contenders) => contenders.OfType<Contender>();

    private static IReadOnlyList<string> NotesOn(StepsOptions options, Nodes nodes) =>
    [
        "A step's p50 and p99 are those of whole runs, from submission to result, divided by ten.",
        .. nodes.Cluster is null && options.Baselines == Baselines.All ? ["Commits of single rows and processor time of the database are measured on PostgreSQL only."] : Array.Empty<string>(),
    ];
}
