using System.Globalization;

namespace QueueAgents.Benchmarks.Measuring;

/// <summary>Processor time from /proc.</summary>
internal static class Cpu
{
    private const double MillisecondsPerTick = 10;

    /// <summary>Of a process, its descendants, and what those had used that have ended.</summary>
    public static double MillisecondsOfTree(int pid)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _))
            .Select(n => Read(int.Parse(n!, CultureInfo.InvariantCulture))).OfType<Usage>().ToDictionary(u => u.Pid);
        return all.Values.Where(u => Belongs(u, pid, all)).Sum(u => u.Ticks) * MillisecondsPerTick;
    }

    private static bool Belongs(Usage usage, int root, Dictionary<int, Usage> all)
        => usage.Pid == root || (all.TryGetValue(usage.Parent, out var parent) && Belongs(parent, root, all));

    private static Usage? Read(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            // state, parent, …; user, system, user of ended children, system of ended children
            return new Usage(pid, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(f => long.Parse(f, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return null; // It has ended meanwhile.
        }
    }

    private sealed record Usage(int Pid, int Parent, long Ticks);
}
