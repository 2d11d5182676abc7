using System.Diagnostics;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Measuring;

/// <summary>Reads every counter before and after a load.</summary>
internal sealed class Meter(RabbitNode broker)
{
    /// <summary>Until the runtime has compiled everything for good: before that a server spends most of its time on it.</summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(25);

    /// <summary>Since when nothing has been asked of a fleet with a database.</summary>
    private DateTimeOffset quietSince;

    /// <summary>Compiled code, pools, plans.</summary>
    /// <param name="inFlight">As many as it takes for all processes to have something to do.</param>
    public async Task WarmUpAsync(Contender contender, CancellationToken ct, int inFlight = 20)
    {
        Progress.Say($"warming up: {contender.Name}");
        await Lanes.RunAsync(contender.Load, inFlight, WarmUpTime, ct);
        Rest(contender);
    }

    /// <summary>How often the log is flushed is not known yet, and takes waiting to know: see <see cref="SettleAsync"/>.</summary>
    public async Task<Unsettled> MeasureWithFlushesAsync(Contender contender, int inFlight, TimeSpan duration, CancellationToken ct)
    {
        var flushes = contender.Database is { } database ? await database.FlushesAsync(quietSince) : null;
        return new(await MeasureAsync(contender, inFlight, duration, ct), contender, flushes);
    }

    /// <summary>All but how often the log is flushed.</summary>
    public async Task<Sample> MeasureAsync(Contender contender, int inFlight, TimeSpan duration, CancellationToken ct)
    {
        var before = await Reading.TakeAsync(contender, broker, clockLast: true, ct);
        var clock = Stopwatch.StartNew();
        var took = await Lanes.RunAsync(contender.Load, inFlight, duration, ct);
        var seconds = clock.Elapsed.TotalSeconds;
        var after = await Reading.TakeAsync(contender, broker, clockLast: false, ct);
        Rest(contender);
        var steps = took.Count * contender.Load.StepsPerPiece;
        var sample = new Sample
        {
            Contender = contender.Name,
            InFlight = inFlight,
            Seconds = seconds,
            Pieces = took.Count,
            StepsPerSecond = steps / seconds,
            PiecesPerSecond = took.Count / seconds,
            StepP50Ms = Percentile.Of(took, 0.5) / contender.Load.StepsPerPiece,
            StepP99Ms = Percentile.Of(took, 0.99) / contender.Load.StepsPerPiece,
            PerStep = CostOf(before, after, steps),
        };
        Progress.Say($"{contender.Name}, {inFlight} in flight: {sample.StepsPerSecond:N0}/s");
        return sample;
    }

    /// <summary>The database's sessions have told everything: what is measured meanwhile must not write to it.</summary>
    public async Task<Sample> SettleAsync(Unsettled measured)
    {
        if (measured.Contender.Database is not { } database || measured.Flushes is not { } before) return measured.Sample;
        var after = await database.FlushesAsync(quietSince);
        var steps = measured.Sample.Pieces * measured.Contender.Load.StepsPerPiece;
        return measured.Sample with { PerStep = measured.Sample.PerStep with { Flushes = (after - before) / (double)steps } };
    }

    private static Cost CostOf(Reading before, Reading after, double steps)
    {
        double? PerStep(double? from, double? to) => (to - from) / steps;
        return new()
        {
            ServerCpuMs = PerStep(before.Server, after.Server),
            WorkerCpuMs = PerStep(before.Worker, after.Worker),
            BrokerCpuMs = PerStep(before.Broker, after.Broker),
            DatabaseCpuMs = PerStep(before.Database, after.Database),
            GeneratorCpuMs = (after.Generator - before.Generator) / steps,
            Commits = PerStep(before.Written?.Commits, after.Written?.Commits),
            LogBytes = PerStep(before.Written?.Bytes, after.Written?.Bytes),
            BrokerBytes = PerStep(before.Traffic, after.Traffic),
            ServerAllocatedBytes = PerStep(before.ServerAllocated, after.ServerAllocated),
            WorkerAllocatedBytes = PerStep(before.WorkerAllocated, after.WorkerAllocated),
        };
    }

    private void Rest(Contender contender)
    {
        contender.Rest();
        if (contender.Database is not null) quietSince = DateTimeOffset.UtcNow;
    }

    /// <summary>A sample without its flushes, and the count of them before it.</summary>
    internal sealed record Unsettled(Sample Sample, Contender Contender, long? Flushes);
}
