using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;

namespace QueueAgents.Http.Health;

/// <summary>The database answers. Reasons are for anybody: they hold no address and no text of an exception.</summary>
internal sealed class StoreCheck(IRunStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.CommitAsync([], cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception thrown) when (store.IsTransient(thrown))
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}

/// <summary>The database has this build's schema: a newer release may have changed it since we began.</summary>
internal sealed class SchemaCheck(StoreMigrator migrator, IRunStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await migrator.StatusAsync(cancellationToken) switch
            {
                { IsNewer: true } => HealthCheckResult.Degraded("A newer release has changed the schema: replace this one."),
                { IsCurrent: false } => HealthCheckResult.Unhealthy("The schema is older than this build: queueagents store migrate."),
                _ => HealthCheckResult.Healthy(),
            };
        }
        catch (Exception thrown) when (store.IsTransient(thrown))
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}

/// <summary>Once it is told to stop it takes no more; what is under way ends.</summary>
internal sealed class DrainCheck(IHostApplicationLifetime host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(host.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("The server is stopping.") : HealthCheckResult.Healthy());
}

/// <summary>Everything has started.</summary>
internal sealed class StartCheck(IHostApplicationLifetime host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(host.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The server is starting."));
}
