using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace QueueAgents.Http.Access;

/// <summary>Without keys, nothing listens where another machine could reach it. Looked at for every endpoint before it is bound.</summary>
internal static class LoopbackOnly
{
    public static void AddLoopbackOnly(this IServiceCollection services)
        => services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(listen =>
        {
            if (listen.EndPoint is IPEndPoint { Address: var address } && !IPAddress.IsLoopback(address)) throw new ListensBeyondLoopbackException(listen.EndPoint);
        }));
}

/// <summary>The host is configured to listen where other machines reach it.</summary>
public sealed class ListensBeyondLoopbackException : InvalidOperationException
{
    internal ListensBeyondLoopbackException(EndPoint endpoint)
        : base($"The HTTP interface would listen on {endpoint}, where other machines reach it, and asks for no key. Let it listen on http://localhost:5080 (--urls).")
    {
    }
}
