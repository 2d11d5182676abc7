namespace QueueAgents.Simulation.Engine;

/// <summary>All chance of one simulation (SplitMix64): one seed, one course of events, on every machine.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed * 0x9E3779B97F4A7C15 + 0x1234567;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below <paramref name="sides"/>.</summary>
    public int Roll(int sides) => (int)(Next() % (uint)sides);

    public int Between(int least, int most) => least + Roll(most - least + 1);

    /// <summary>True with this probability; costs no roll where it cannot be.</summary>
    public bool Chance(double probability) => probability > 0 && (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[Roll(from.Count)];

    public TimeSpan Seconds(double least, double most) => TimeSpan.FromMicroseconds(least * 1e6 + Next() % (ulong)((most - least) * 1e6 + 1));

    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        return new Guid(bytes);
    }
}
