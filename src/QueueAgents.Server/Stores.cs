using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Persistence;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.Persistence.SqlServer;

namespace QueueAgents.Server;

/// <summary>Which database a server uses: <c>QueueAgents:Database</c> and <c>QueueAgents:Connection</c>.</summary>
internal static class Stores
{
    public static IServiceCollection AddStore(this IServiceCollection services, IConfiguration configuration)
    {
        var database = configuration["QueueAgents:Database"] ?? "postgresql";
        var connection = configuration["QueueAgents:Connection"];
        if (string.IsNullOrWhiteSpace(connection))
            throw new ConfigurationException("QueueAgents:Connection is not set (as environment variable: QueueAgents__Connection).");
        return (database switch
        {
            "postgresql" => services.AddPostgreSqlStore(connection),
            "sqlserver" => services.AddSqlServerStore(connection, SqlServerOptions(configuration)),
            // One file, one process: the lock is held until this one ends.
            "sqlite" => services.AddSingleton(StoreLock.Acquire(connection)).AddSqliteStore(connection),
            _ => throw new ConfigurationException($"QueueAgents:Database is '{database}'; it must be postgresql, sqlserver or sqlite."),
        }).AddSchemaGuard();
    }

    private static SqlServerStoreOptions SqlServerOptions(IConfiguration configuration)
    {
        var options = configuration.GetSection("QueueAgents:SqlServer").Get<SqlServerStoreOptions>() ?? new();
        List<ValidationResult> wrong = [];
        return Validator.TryValidateObject(options, new(options), wrong, validateAllProperties: true) ? options
            : throw new ConfigurationException($"QueueAgents:SqlServer: {string.Join(" ", wrong.Select(w => w.ErrorMessage))}");
    }
}

/// <summary>The configuration cannot be used; the message says what to change.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
