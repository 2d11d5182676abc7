using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Http.Input;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Http;

/// <summary>Every input has a size. Bodies have a smaller limit each, in <see cref="JsonBody"/>.</summary>
internal static class KestrelLimits
{
    public static void AddKestrelLimits(this IServiceCollection services)
        => services.AddOptions<KestrelServerOptions>().Configure<Limits>((kestrel, limits) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = JsonBody.LimitFor(Math.Max(limits.InputBytes, limits.InlineBytes));
            kestrel.Limits.MaxRequestLineSize = 8 << 10;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
}
