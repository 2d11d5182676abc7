using Microsoft.Extensions.Hosting;

namespace QueueAgents.Persistence.Schema;

/// <summary>Keeps a server from starting on a schema it does not know. As a hosted service it runs before all others start.</summary>
internal sealed class SchemaGuard(StoreMigrator migrator) : IHostedLifecycleService
{
    /// <exception cref="SchemaException">The schema is missing, older or newer.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        var status = await migrator.StatusAsync(ct);
        if (!status.IsCurrent) throw new SchemaException(status);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => CheckAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
