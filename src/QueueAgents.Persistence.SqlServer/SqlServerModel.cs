using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using QueueAgents.Persistence.SqlServer.Tables;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>The one place that says how <see cref="FleetDb"/> is bound to SQL Server.</summary>
internal static class SqlServerModel
{
    /// <summary>
    /// A filtered index can be made, and its table written, only with these; sqlcmd begins with the first one off. Errors end the script, so
    /// that the rest of it does not run on half a schema.
    /// </summary>
    public const string ScriptSettings = """
        SET QUOTED_IDENTIFIER, ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, XACT_ABORT ON;
        SET NUMERIC_ROUNDABORT OFF;
        GO


        """;

    public static DbContextOptionsBuilder UseSqlServerStore(
        this DbContextOptionsBuilder options, string connectionString, SqlServerStoreOptions? settings = null)
    {
        settings ??= new();
        return options
            .UseSqlServer(connectionString, server =>
            {
                server.MigrationsAssembly(typeof(SqlServerModel).Assembly.GetName().Name);
                server.UseCompatibilityLevel(settings.CompatibilityLevel);
                server.EnableRetryOnFailure(2, TimeSpan.FromSeconds(1), SqlServerErrors.NotInTheProvidersList);
                if (settings.MaxBatchSize is { } statements) server.MaxBatchSize(statements);
                if (settings.CommandTimeout is { } timeout) server.CommandTimeout((int)Math.Ceiling(timeout.TotalSeconds));
            })
            .ReplaceService<IModelCustomizer, SqlServerTables>();
    }
}
