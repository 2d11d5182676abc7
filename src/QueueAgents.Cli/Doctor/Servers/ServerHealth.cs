using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QueueAgents.Cli.Servers;
using QueueAgents.Http.Health;

namespace QueueAgents.Cli.Doctor.Servers;

/// <summary>What the server says of itself.</summary>
internal sealed class ServerHealth : ICheck<ServerLink>
{
    public string Name => "server";

    public async IAsyncEnumerable<Finding> LookAsync(ServerLink on, [EnumeratorCancellation] CancellationToken ct)
    {
        var health = await on.HealthAsync(ct);
        foreach (var part in health.Checks.Where(part => part.Status != HealthStatus.Healthy))
        {
            var says = $"Its part '{part.Name}' is {part.Status.ToString().ToLowerInvariant()}: {part.Reason}";
            yield return part.Status == HealthStatus.Degraded ? this.Warning(says, "It works; look at what it misses.") : this.Wrong(says, "It takes no work until that is well; its log says more.");
        }

        if (health.Status == HealthStatus.Healthy) yield return this.Well("It answers and is ready.");
    }
}
