using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;

namespace QueueAgents.Persistence.SqlServer;

public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Keeps runs in SQL Server 2019 or later, or in Azure SQL Database. The schema must be there: <c>queueagents store migrate</c>. The
    /// process needs ICU, because the database's client does.
    /// </summary>
    public static IServiceCollection AddSqlServerStore(this IServiceCollection services, string connectionString, SqlServerStoreOptions? options = null)
    {
        services.AddSingleton(_ => new SqlServerSource(connectionString, options));
        services.AddDbContextFactory<FleetDb>(db => db.UseSqlServerStore(SqlServerSource.ForReads(connectionString), options));
        services.AddSingleton<IMigrationLock, SqlServerMigrationLock>();
        services.AddSingleton(new ScriptPreamble(SqlServerModel.ScriptSettings));
        services.AddSingleton<IRunStore, SqlServerRunStore>();
        services.AddSingleton<IDueStore, SqlServerDueStore>();
        services.AddSingleton<IDoorStore, SqlServerDoorStore>();
        services.AddSingleton<IWorkerStore, SqlServerWorkerStore>();
        return services.AddStoreReads();
    }
}
