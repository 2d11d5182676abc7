using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace QueueAgents.Persistence.Sqlite;

/// <summary>The one place that says how <see cref="FleetDb"/> is bound to SQLite.</summary>
internal static class SqliteModel
{
    public static DbContextOptionsBuilder UseSqliteStore(this DbContextOptionsBuilder options, string path)
        => options.UseSqlite(ConnectionString(path), o => o.MigrationsAssembly(typeof(SqliteModel).Assembly.GetName().Name));

    /// <summary>Not pooled by the client where <paramref name="pooling"/> is false: the store keeps its own connections.</summary>
    public static string ConnectionString(string path, bool pooling = true) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWriteCreate,
        Pooling = pooling,
        ForeignKeys = false,
        DefaultTimeout = 30,
    }.ToString();
}
