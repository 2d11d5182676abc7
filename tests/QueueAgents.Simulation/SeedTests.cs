using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using QueueAgents.Simulation.Mutations;
using Xunit;

namespace QueueAgents.Simulation;

/// <summary>
/// The production machine, commit, sender, relay, timers, door and recovery under thousands of scenarios. <c>QUEUEAGENTS_SIM_SEEDS</c> sets
/// how many; <c>QUEUEAGENTS_SIM_SEED</c> runs one alone.
/// </summary>
public sealed class SeedTests
{
    private static readonly ulong[] Some = [1, 2, 3, 4, 5];

    [Fact]
    public void R1_to_R11_hold_after_every_step_of_every_seed_and_every_run_comes_to_its_end()
    {
        if (Number("QUEUEAGENTS_SIM_SEED") is { } one)
        {
            Assert.Null(Report(one));
            return;
        }

        var failed = new ConcurrentBag<ulong>();
        Parallel.For(0L, (long)(Number("QUEUEAGENTS_SIM_SEEDS") ?? 10_000), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, loop) =>
        {
            if (new Seed((ulong)seed).Run() is null) return;
            failed.Add((ulong)seed);
            loop.Break();
        });
        if (!failed.IsEmpty) Assert.Fail(Report(failed.Min()));
    }

    [Fact]
    public void One_seed_is_one_course_of_events()
    {
        foreach (var seed in Some)
        {
            var (first, second) = (new Seed(seed), new Seed(seed));
            Assert.Equal(first.Run(), second.Run());
            Assert.Equal(first.Hash, second.Hash);
        }
    }

    /// <summary>Runs the seed again, this time with its trace; null where all held.</summary>
    private static string? Report(ulong seed)
    {
        var simulation = new Seed(seed, verbose: true);
        if (simulation.Run() is not { } failure) return null;
        var text = new StringBuilder($"Seed {seed}: {failure}\nThe end of its trace:\n");
        foreach (var line in simulation.Trace) text.AppendLine(line);
        return text.Append($"Seed {seed}: {failure}\nTo run it alone: QUEUEAGENTS_SIM_SEED={seed} dotnet test --project tests/QueueAgents.Simulation").ToString();
    }

    private static ulong? Number(string variable)
        => ulong.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
