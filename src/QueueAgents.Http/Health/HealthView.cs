using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace QueueAgents.Http.Health;

/// <param name="Status"><c>healthy</c>, <c>degraded</c> (works, and somebody should look) or <c>unhealthy</c>.</param>
internal sealed record HealthView(HealthStatus Status, IReadOnlyList<HealthPartView> Checks)
{
    public static HealthView Of(HealthReport report) => new(
        report.Status, [.. report.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => new HealthPartView(e.Key, e.Value.Status, ReasonOf(e.Value)))]);

    private static string? ReasonOf(HealthReportEntry entry)
        => entry.Status == HealthStatus.Healthy ? null : entry.Exception is null ? entry.Description : "It does not answer.";
}

/// <param name="Reason">For people; absent where all is well.</param>
internal sealed record HealthPartView(string Name, HealthStatus Status, string? Reason);
