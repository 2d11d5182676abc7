namespace QueueAgents.Persistence.Schema;

/// <summary>Lets one process at a time migrate a database; it is gone when its holder dies.</summary>
internal interface IMigrationLock
{
    Task<IAsyncDisposable> AcquireAsync(FleetDb db, CancellationToken ct);
}
