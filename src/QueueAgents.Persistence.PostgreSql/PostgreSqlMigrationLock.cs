using Microsoft.EntityFrameworkCore;
using QueueAgents.Persistence.Schema;

namespace QueueAgents.Persistence.PostgreSql;

/// <summary>An advisory lock on the connection that migrates: it waits for another migrator, and goes with the connection.</summary>
internal sealed class PostgreSqlMigrationLock : IMigrationLock
{
    private const long Key = 0x5175_6575_6541_6774;

    public async Task<IAsyncDisposable> AcquireAsync(FleetDb db, CancellationToken ct)
    {
        var database = db.Database;
        await database.OpenConnectionAsync(ct);
        database.SetCommandTimeout(TimeSpan.Zero);
        await database.ExecuteSqlAsync($"select pg_advisory_lock({Key})", ct);
        return new Held(db);
    }

    private sealed class Held(FleetDb db) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await db.Database.ExecuteSqlAsync($"select pg_advisory_unlock({Key})");
            await db.Database.CloseConnectionAsync();
        }
    }
}
