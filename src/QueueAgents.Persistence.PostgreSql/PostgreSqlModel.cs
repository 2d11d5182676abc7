using Microsoft.EntityFrameworkCore;

namespace QueueAgents.Persistence.PostgreSql;

/// <summary>The one place that says how <see cref="FleetDb"/> is bound to PostgreSQL.</summary>
internal static class PostgreSqlModel
{
    public static DbContextOptionsBuilder UsePostgreSqlStore(this DbContextOptionsBuilder options, string connectionString)
        => options.UseNpgsql(connectionString, o => o.MigrationsAssembly(typeof(PostgreSqlModel).Assembly.GetName().Name));
}
