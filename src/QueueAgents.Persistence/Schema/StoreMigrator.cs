using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace QueueAgents.Persistence.Schema;

/// <summary>Brings a database to this build's schema: <c>queueagents store migrate|status|script</c>. Servers never do this by themselves.</summary>
internal sealed class StoreMigrator(IDbContextFactory<FleetDb> databases, IMigrationLock migrationLock, ScriptPreamble? preamble = null)
{
    public async Task<SchemaStatus> StatusAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await ReadAsync(db, ct);
    }

    /// <summary>Applies what is pending and returns what it applied. Several at once wait for each other; a newer schema is left alone.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var held = await migrationLock.AcquireAsync(db, ct);

        var status = await ReadAsync(db, ct);
        if (status.IsNewer) throw new SchemaException(status);
        await db.Database.MigrateAsync(ct);
        return status.Pending;
    }

    /// <summary>The SQL for an administrator who applies it by hand. Idempotent where the database's language allows it.</summary>
    public async Task<string> ScriptAsync(bool idempotent, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var options = idempotent ? MigrationsSqlGenerationOptions.Idempotent : MigrationsSqlGenerationOptions.Default;
        return preamble?.Text + db.GetService<IMigrator>().GenerateScript(options: options);
    }

    private static async Task<SchemaStatus> ReadAsync(FleetDb db, CancellationToken ct)
    {
        var known = db.Database.GetMigrations().ToList();
        var exists = await db.GetService<IHistoryRepository>().ExistsAsync(ct);
        var applied = exists ? (await db.Database.GetAppliedMigrationsAsync(ct)).ToList() : [];
        return new([.. known.Intersect(applied)], [.. known.Except(applied)], [.. applied.Except(known)]);
    }
}
