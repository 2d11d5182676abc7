using System.Globalization;

namespace QueueAgents.Chaos.Storm;

/// <summary>How long and how hard. A longer storm is a matter of environment variables.</summary>
internal sealed record StormOptions
{
    /// <summary><c>QUEUEAGENTS_CHAOS_RUNS</c>: 500 by default, of 10 steps each and 2 of a child.</summary>
    public int Runs { get; } = (int)Read("QUEUEAGENTS_CHAOS_RUNS", 500);

    /// <summary><c>QUEUEAGENTS_CHAOS_MINUTES</c>: how long things are killed; 1.25 by default.</summary>
    public TimeSpan Lasts { get; } = TimeSpan.FromMinutes(Read("QUEUEAGENTS_CHAOS_MINUTES", 1.25));

    /// <summary><c>QUEUEAGENTS_CHAOS_SEED</c>: what is killed when; by chance by default, and always printed.</summary>
    public int Seed { get; } = (int)Read("QUEUEAGENTS_CHAOS_SEED", Random.Shared.Next(1, 1_000_000));

    /// <summary><c>QUEUEAGENTS_CHAOS_CALM=1</c> kills nothing: what the same work costs on a good day.</summary>
    public bool Calm { get; } = Read("QUEUEAGENTS_CHAOS_CALM", 0) != 0;

    private static double Read(string name, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
