using Microsoft.EntityFrameworkCore;
using QueueAgents.Persistence.Schema;

namespace QueueAgents.Persistence.Sqlite;

/// <summary>
/// A lock file beside the database, which goes with its holder. EF's own lock is a row: one that a killed migrator left behind would
/// block every later one for good, so it is removed under ours.
/// </summary>
internal sealed class SqliteMigrationLock(SqliteSource source, TimeProvider clock) : IMigrationLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task<IAsyncDisposable> AcquireAsync(FleetDb db, CancellationToken ct)
    {
        var full = Path.GetFullPath(source.Path);
        if (Path.GetDirectoryName(full) is { } folder) Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                var held = new FileStream(full + ".migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                await db.Database.ExecuteSqlAsync($"""drop table if exists "__EFMigrationsLock" """, ct);
                return held;
            }
            catch (IOException) when (File.Exists(full + ".migrating"))
            {
                await Task.Delay(Pause, clock, ct);
            }
        }
    }
}
