using System.Diagnostics;
using QueueAgents.Benchmarks.Agents;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Loads;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Timers;

/// <summary>Runs that all sleep until one moment.</summary>
/// <param name="All">Ends when each has completed.</param>
internal sealed record Sleepers(DateTimeOffset Until, Task All, TimeSpan AllAsleepBefore)
{
    private const int Waiting = 3;
    private const int Senders = 100;
    private const int Sounding = 20;

    private static readonly TimeSpan Spare = TimeSpan.FromSeconds(20);

    /// <summary>The moment is chosen by how fast a first part of as many falls asleep, with time to spare.</summary>
    /// <exception cref="TimeoutException">Not all slept in time: what is measured then would not be a drain.</exception>
    public static async Task<Sleepers> PutToBedAsync(OurFleet fleet, int count, CancellationToken ct)
    {
        var sounding = Math.Max(count / Sounding, Senders);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(await SubmitAsync(fleet, sounding, DateTimeOffset.UtcNow, ct));
        var until = DateTimeOffset.UtcNow + (clock.Elapsed * (1.5 * count / sounding)) + Spare;

        Progress.Say($"{count:N0} runs go to sleep until {until.ToLocalTime():HH:mm:ss}");
        var ends = await SubmitAsync(fleet, count, until, ct);
        await Eventually.Async(
            $"{count:N0} runs to sleep",
            async () => await fleet.Database.ScalarAsync<long>("select count(*) from run where state = @waiting", ("@waiting", Waiting)) == count,
            until - DateTimeOffset.UtcNow);
        return new(until, Task.WhenAll(ends), until - DateTimeOffset.UtcNow);
    }

    private static async Task<IReadOnlyList<Task>> SubmitAsync(OurFleet fleet, int count, DateTimeOffset until, CancellationToken ct)
    {
        var ends = new Task[count];
        var input = Json.Of(until);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = ct }, async (i, stop) => ends[i] = await fleet.SubmitAsync(Sleeper.Name, input, stop));
        return ends;
    }
}
