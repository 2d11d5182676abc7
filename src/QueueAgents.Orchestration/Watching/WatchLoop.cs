using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Recovery;

namespace QueueAgents.Orchestration.Watching;

/// <summary>Once a second, if anybody watches.</summary>
internal sealed class WatchLoop(RunWatch watch, TimeProvider time, ILogger<WatchLoop> log) : Loop(TimeSpan.FromSeconds(1), time, log)
{
    protected override async Task<bool> OnceAsync(CancellationToken ct)
    {
        await watch.LookAsync(ct);
        return false;
    }
}
