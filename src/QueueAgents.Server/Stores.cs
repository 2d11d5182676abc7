using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Persistence;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Sqlite;

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
            // One file, one process: the lock is held until this one ends.
            "sqlite" => services.AddSingleton(StoreLock.Acquire(connection)).AddSqliteStore(connection),
            _ => throw new ConfigurationException($"QueueAgents:Database is '{database}'; it must be postgresql or sqlite."),
        }).AddSchemaGuard();
    }
}

/// <summary>The configuration cannot be used; the message says what to change.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
