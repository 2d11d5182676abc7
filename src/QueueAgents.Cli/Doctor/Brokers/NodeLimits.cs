using System.Globalization;
using System.Runtime.CompilerServices;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>Alarms of nodes, and how much disk they keep free.</summary>
internal sealed class NodeLimits : ICheck<ManagementClient>
{
    /// <summary>The broker's own default is 50 MB: by then it is too late to write anything down in order.</summary>
    private const long LeastLimit = 1_000_000_000;

    public string Name => "broker-nodes";

    public async IAsyncEnumerable<Finding> LookAsync(ManagementClient on, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var node in await on.NodesAsync(ct))
        {
            if (node.DiskFree is not { } free)
            {
                yield return this.NotLooked($"{node.Name} has told nothing of itself: it has just started, or is down.");
                continue;
            }

            if (node.MemAlarm) yield return this.Wrong($"{node.Name} has a memory alarm: it blocks publishers.", "Look for queues that grow, or raise vm_memory_high_watermark.");
            if (node.DiskFreeAlarm) yield return this.Wrong($"{node.Name} has a disk alarm: it blocks publishers.", "Free disk on it.");
            if (node.DiskFreeLimit is { } limit and < LeastLimit) yield return this.Warning($"{node.Name} blocks publishers only when {Size(limit)} of disk are left.", "Set disk_free_limit.absolute = 2GB in rabbitmq.conf.");
            else if (node is { MemAlarm: false, DiskFreeAlarm: false }) yield return this.Well($"{node.Name} has no alarm, and {Size(free)} of disk free.");
        }
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0##} GB");
}
