using System.Runtime.CompilerServices;

namespace QueueAgents.Simulation.Engine;

/// <summary>What happened, as a hash that two runs of one seed must share, and on demand as text.</summary>
internal sealed class Trace(bool verbose)
{
    private const int Kept = 500;
    private readonly Queue<string> lines = new();

    public ulong Hash { get; private set; } = 14695981039346656037;

    public bool IsVerbose => verbose;

    public IEnumerable<string> Tail => lines;

    public void Add(long value) => Hash = (Hash ^ (ulong)value) * 1099511628211;

    public void Say(DateTimeOffset at, string text)
    {
        lines.Enqueue($"{at:HH:mm:ss.ffffff} {text}");
        if (lines.Count > Kept) lines.Dequeue();
    }
}

/// <summary>An interpolated string that costs nothing unless somebody reads the trace.</summary>
[InterpolatedStringHandler]
internal ref struct WorldText
{
    private DefaultInterpolatedStringHandler text;

    public WorldText(int literalLength, int formattedCount, World world, out bool shouldAppend)
    {
        shouldAppend = world.Trace.IsVerbose;
        text = shouldAppend ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => text.AppendFormatted(value is Guid id ? id.ToString("N")[..6] : (object?)value);

    public override string ToString() => text.ToStringAndClear();
}
