using System.Diagnostics;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Measuring;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Growth;

/// <summary>Short transcripts, one after another, and one that is as long as all of them: what happens by time and not by item is the same in both.</summary>
internal sealed record TalkRound(TalkRun Short, TalkRun Long)
{
    public const int ShortItems = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <param name="items">Of the long one.</param>
    public static async Task<TalkRound> MeasureAsync(OurFleet fleet, RabbitNode broker, int items, CancellationToken ct) => new(
        await TalkAsync(fleet, broker, ShortItems, items / ShortItems, ct),
        await TalkAsync(fleet, broker, items, 1, ct));

    private static async Task<TalkRun> TalkAsync(OurFleet fleet, RabbitNode broker, int items, int runs, CancellationToken ct)
    {
        var before = await Reading.TakeAsync(fleet, broker, clockLast: true, ct);
        var clock = Stopwatch.StartNew();
        for (var run = 0; run < runs; run++)
        {
            var completed = await fleet.RunAsync(Talker.Name, Json.Of(items), ct, Patience);
            if (completed.Result.As<string>() != $"{items}") throw new InvalidOperationException($"A transcript of {items} items came to {completed.Result}.");
        }

        var took = clock.Elapsed.TotalMilliseconds;
        var after = await Reading.TakeAsync(fleet, broker, clockLast: false, ct);
        double all = items * runs;
        return new(items, (after.Written?.Bytes - before.Written?.Bytes) / all, (after.Traffic - before.Traffic) / all, took / all);
    }
}
