using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QueueAgents.Http.Views;

namespace QueueAgents.Http.Health;

/// <summary>
/// Three questions of an orchestrator. Live: the process answers; only a restart helps one that does not. Ready: it can take work; that needs the
/// database and this build's schema, and not the broker, without which it is degraded: it accepts work and sends it later. Startup: it has begun.
/// </summary>
internal static class HealthEndpoints
{
    private const string Ready = "ready";
    private const string Startup = "startup";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void AddFleetHealth(this IServiceCollection services)
        => services.AddHealthChecks()
            .AddCheck<StoreCheck>("store", tags: [Ready], timeout: Patience)
            .AddCheck<SchemaCheck>("schema", tags: [Ready], timeout: Patience)
            .AddCheck<DrainCheck>("draining", tags: [Ready])
            .AddCheck<StartCheck>("started", tags: [Ready, Startup]);

    public static void Map(IEndpointRouteBuilder health)
    {
        health.MapHealthChecks("/live", Asking(null));
        health.MapHealthChecks("/ready", Asking(Ready));
        health.MapHealthChecks("/startup", Asking(Startup));
    }

    private static HealthCheckOptions Asking(string? tag) => new()
    {
        Predicate = check => tag is not null && check.Tags.Contains(tag),
        ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(HealthView.Of(report), JsonText.Line, context.RequestAborted),
        ResultStatusCodes =
        {
            [HealthStatus.Healthy] = StatusCodes.Status200OK,
            [HealthStatus.Degraded] = StatusCodes.Status200OK,
            [HealthStatus.Unhealthy] = StatusCodes.Status503ServiceUnavailable,
        },
    };
}
