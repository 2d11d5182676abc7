using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Keys;
using QueueAgents.Persistence.Reading;
using QueueAgents.Persistence.Schema;

namespace QueueAgents.Persistence;

internal static class ServiceCollectionExtensions
{
    /// <summary>What is the same on every database; needs <see cref="FleetDb"/>'s factory and an <see cref="IMigrationLock"/>.</summary>
    public static IServiceCollection AddStoreReads(this IServiceCollection services)
    {
        services.TryAddSingleton<IRunReader, RunReader>();
        services.TryAddSingleton<StateHistory>();
        services.TryAddSingleton<IKeyStore, KeyStore>();
        services.TryAddSingleton<StoreMigrator>();
        services.TryAddSingleton<SchemaGuard>();
        return services;
    }

    /// <summary>For servers: refuse to start on a schema this build does not know.</summary>
    public static IServiceCollection AddSchemaGuard(this IServiceCollection services)
        => services.AddHostedService(provider => provider.GetRequiredService<SchemaGuard>());
}
