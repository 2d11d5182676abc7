using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace QueueAgents.Transport.RabbitMq;

internal static class RabbitLaneServices
{
    /// <summary>Steps and outcomes, and beside them what models say, over one connection. Needs <see cref="RabbitLaneOptions"/>.</summary>
    public static IServiceCollection AddRabbitLane(this IServiceCollection services)
    {
        services.AddLive();
        services.AddSingleton<RabbitLive>();
        services.Replace(ServiceDescriptor.Singleton<ILive>(s => s.GetRequiredService<RabbitLive>()));
        services.AddSingleton<ILane, RabbitLane>();
        return services;
    }
}
