using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;

namespace QueueAgents.Persistence.PostgreSql;

public static class ServiceCollectionExtensions
{
    /// <summary>Keeps runs in PostgreSQL 13 or later. The schema must be there: <c>queueagents store migrate</c>.</summary>
    public static IServiceCollection AddPostgreSqlStore(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => new PostgreSqlSource(connectionString));
        services.AddDbContextFactory<FleetDb>(options => options.UsePostgreSqlStore(connectionString));
        services.AddSingleton<IMigrationLock, PostgreSqlMigrationLock>();
        services.AddSingleton<IRunStore, PostgreSqlRunStore>();
        services.AddSingleton<IDueStore, PostgreSqlDueStore>();
        services.AddSingleton<IDoorStore, PostgreSqlDoorStore>();
        services.AddSingleton<IWorkerStore, PostgreSqlWorkerStore>();
        return services.AddStoreReads();
    }
}
