using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using QueueAgents.Transport.Memory;

namespace QueueAgents.Transport;

internal static class LiveServices
{
    /// <summary>What models say stays in this process, unless the lane of a broker carries it further. A process that is server and worker calls it twice.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.TryAddSingleton<LiveListeners>();
        services.TryAddSingleton<ILive, MemoryLive>();
        return services;
    }
}
