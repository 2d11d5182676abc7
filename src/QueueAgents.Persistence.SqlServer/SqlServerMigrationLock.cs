using Microsoft.EntityFrameworkCore;
using QueueAgents.Persistence.Schema;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>An application lock of the session that migrates: it waits for another migrator, and goes with the connection.</summary>
internal sealed class SqlServerMigrationLock : IMigrationLock
{
    /// <summary>The procedure answers below zero where it did not get the lock, and raises nothing.</summary>
    public const string Take = """
        declare @answer int;
        exec @answer = sp_getapplock @Resource = N'queue-agents-migration', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = -1;
        if @answer < 0 throw 50000, N'The migration lock was not granted.', 1;
        """;

    public const string Release = "exec sp_releaseapplock @Resource = N'queue-agents-migration', @LockOwner = N'Session'";

    public async Task<IAsyncDisposable> AcquireAsync(FleetDb db, CancellationToken ct)
    {
        var database = db.Database;
        await database.OpenConnectionAsync(ct);
        database.SetCommandTimeout(TimeSpan.Zero);
        await database.ExecuteSqlRawAsync(Take, ct);
        return new Held(db);
    }

    private sealed class Held(FleetDb db) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await db.Database.ExecuteSqlRawAsync(Release);
            await db.Database.CloseConnectionAsync();
        }
    }
}
