using System.Runtime.CompilerServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace QueueAgents.Cli.Doctor.Servers;

/// <summary>What the server says of itself.</summary>
internal sealed class ServerHealth : ICheck<OpenServer>
{
    public string Name => "server";

    public async IAsyncEnumerable<Finding> LookAsync(OpenServer on, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var part in on.Health.Checks.Where(part => part.Status != HealthStatus.Healthy))
        {
            var says = $"Its part '{part.Name}' is {part.Status.ToString().ToLowerInvariant()}: {part.Reason}";
            yield return part.Status == HealthStatus.Degraded ? this.Warning(says, "It works; look at what it misses.") : this.Wrong(says, "It takes no work until that is well; its log says more.");
        }

        if (on.Health.Status == HealthStatus.Healthy) yield return this.Well("It answers and is ready.");
    }
}
