using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;

namespace QueueAgents.Persistence.Sqlite;

public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Keeps runs in one SQLite file, for one process at a time: take a <see cref="StoreLock"/> before. The schema must be there:
    /// <c>queueagents store migrate</c>.
    /// </summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, string path)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new SqliteSource(path));
        services.AddDbContextFactory<FleetDb>(options => options.UseSqliteStore(path));
        services.AddSingleton<IMigrationLock, SqliteMigrationLock>();
        services.AddSingleton<IRunStore, SqliteRunStore>();
        services.AddSingleton<IDueStore, SqliteDueStore>();
        services.AddSingleton<IDoorStore, SqliteDoorStore>();
        services.AddSingleton<IWorkerStore, SqliteWorkerStore>();
        services.AddSingleton<SqliteHeritage>();
        return services.AddStoreReads();
    }
}
